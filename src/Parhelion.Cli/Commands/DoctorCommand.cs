using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Diagnosis;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>doctor</c>. It prints the result of each check.</summary>
internal static class DoctorCommand
{
    public static Command Create() => CommandSession.Define(
        new ToolCommand("doctor", "Check the settings, the host, the clock and the credentials; then upload, read and remove a test file.", "parhelion doctor", "parhelion doctor --profile test"), RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        await foreach (var (check, fault) in DoctorChecks.RunAsync(session.Connection, session.Connector.Http, cancellationToken))
        {
            session.Terminal.Result(check, CliJson.Default.CheckReport, check.Ok ? "ok" : "FAIL", check.Check, check.Detail);
            if (!check.Ok) return fault is null ? ExitCodes.Failed : ExitCodes.Of(fault);
        }

        return ExitCodes.Done;
    }
}
