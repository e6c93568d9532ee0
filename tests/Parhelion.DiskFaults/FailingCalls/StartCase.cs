using Parhelion.DiskFaults.Crashes;
using Parhelion.DiskFaults.Load;

namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>A start while a file call fails: the server listens, or it says in one sentence why it does not.</summary>
internal static class StartCase
{
    /// <summary>Name of the operation on an empty data directory.</summary>
    public const string First = "first start";

    /// <summary>Name of the operation on a directory that was served from before.</summary>
    public const string Again = "start";

    private const int Wrong = 2;

    /// <summary>What is wrong with a start that has ended.</summary>
    public static Finding? Judge(ServerRun server)
    {
        if (server.IsListening) return null;
        var hasTrace = server.Output.Contains("   at ", StringComparison.Ordinal) || server.Output.Contains("Unhandled exception", StringComparison.Ordinal);
        return server.ExitCode == Wrong && !hasTrace ? null : new Finding(FindingKind.Crashed, $"exit code {server.ExitCode}: {server.Output}");
    }
}
