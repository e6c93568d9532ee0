namespace Parhelion.Server.Tests.Deploy;

/// <summary>The version of the sources.</summary>
internal static class Version
{
    /// <summary>As images and packages have it.</summary>
    public static string Current { get; } = typeof(Setup.ParhelionHost).Assembly.GetName().Version!.ToString(3);
}
