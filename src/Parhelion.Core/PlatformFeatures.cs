namespace Parhelion.Core;

/// <summary>Says whether this process may use features that only Linux or Unix has. Code that uses such a feature checks this class first, and has an
/// alternative for all other systems.</summary>
/// <remarks><c>PARHELION_PORTABLE=1</c> in the environment turns these features off, so that tests on Linux run the code of the other systems. The variable
/// does not turn off what protects data: flushes, file permissions and the lock of the data directory.</remarks>
public static class PlatformFeatures
{
    /// <summary>The variable of the environment that turns the features off when it is <c>1</c>.</summary>
    public const string PortableVariable = "PARHELION_PORTABLE";

    private static readonly bool IsPortable = Environment.GetEnvironmentVariable(PortableVariable) == "1";

    /// <summary>Whether the process may use features that only Linux has.</summary>
    public static bool IsLinux { get; } = OperatingSystem.IsLinux() && !IsPortable;

    /// <summary>Whether the process may use features that Linux and macOS have and Windows has not, such as the deletion of an open file.</summary>
    public static bool IsUnix { get; } = !OperatingSystem.IsWindows() && !IsPortable;
}
