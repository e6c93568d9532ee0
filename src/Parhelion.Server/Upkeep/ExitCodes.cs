namespace Parhelion.Server.Upkeep;

/// <summary>Exit codes of the verbs.</summary>
internal static class ExitCodes
{
    /// <summary>Done, and all is well.</summary>
    public const int Done = 0;

    /// <summary>Done, and something was found.</summary>
    public const int Found = 1;

    /// <summary>Wrong settings or arguments, or the database or the store cannot be used.</summary>
    public const int Wrong = 2;
}
