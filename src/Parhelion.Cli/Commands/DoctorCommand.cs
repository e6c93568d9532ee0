using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Diagnosis;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary><c>doctor</c>: what works, and what does not.</summary>
internal static class DoctorCommand
{
    public static Command Create() => CommandSession.Define(
        new Command("doctor", "Check host, clock, credentials, and that a file can be uploaded, read and removed."), RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        await foreach (var (check, fault) in DoctorChecks.RunAsync(session.Connection, cancellationToken))
        {
            session.Terminal.Result(check, CliJson.Default.CheckReport, $"{(check.Ok ? "ok  " : "FAIL")}\t{check.Check}\t{check.Detail}");
            if (!check.Ok) return fault is null ? ExitCodes.Failed : ExitCodes.Of(fault);
        }

        return ExitCodes.Done;
    }
}
