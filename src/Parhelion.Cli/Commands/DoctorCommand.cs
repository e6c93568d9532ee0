using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Diagnosis;
using Parhelion.Cli.Output;
using Spectre.Console;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>doctor</c>. It prints the result of each check.</summary>
internal static class DoctorCommand
{
    public static Command Create() => CommandSession.Define(
        new ToolCommand(
            "doctor",
            "Check the settings, the host, the clock and the credentials; then upload, read and remove a test file.",
            "parhelion doctor",
            "parhelion doctor --profile test"), RunAsync);

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        await foreach (var (check, fault) in DoctorChecks.RunAsync(session.Connection, session.Connector.Open(session.Connection.Host), cancellationToken))
        {
            Print(session.Terminal, check);
            if (!check.Ok) return fault is null ? ExitCodes.Failed : ExitCodes.Of(fault);
        }

        return ExitCodes.Done;
    }

    // In a terminal the columns are aligned, and the eye finds the failure by its colour.
    private static void Print(Terminal terminal, CheckReport check)
    {
        var result = check.Ok ? "ok" : "FAIL";
        if (terminal.IsJson || Console.IsOutputRedirected)
        {
            terminal.Result(check, CliJson.Default.CheckReport, result, check.Check, check.Detail);
            return;
        }

        AnsiConsole.Markup(check.Ok ? $"[green]{result,-4}[/]  " : $"[red]{result,-4}[/]  ");
        Console.Out.WriteLine($"{check.Check,-11}  {TerminalText.Of(check.Detail)}");
    }
}
