using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Connections;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>One run of a command: its parsed arguments, its connection and its terminal. It turns exceptions into an error message and an exit code.</summary>
internal sealed class CommandSession(ParseResult parse, Terminal terminal) : IDisposable
{
    private ConnectionSettings? connection;
    private HttpConnector? connector;

    public Terminal Terminal => terminal;

    /// <summary>The command that has all others.</summary>
    public Command Root => parse.RootCommandResult.Command;

    /// <summary>The settings of the connection. They are read on first use, so that a command without a connection does not fail on invalid settings.</summary>
    public ConnectionSettings Connection => connection ??= ConnectionSettings.Of(parse, Connector);

    /// <summary>The connections of the command. What they say has text of servers, so its control characters become spaces.</summary>
    public HttpConnector Connector => connector ??= HttpConnector.Of(parse, text => terminal.Say(TerminalText.Of(text)));

    public T? Value<T>(Option<T> option) => parse.GetValue(option);

    public T? OptionalValue<T>(Argument<T> argument) => parse.GetValue(argument);

    public T Value<T>(Argument<T> argument) => parse.GetRequiredValue(argument);

    public void Dispose() => connector?.Dispose();

    /// <summary>Sets the action of a command.</summary>
    public static Command Define(Command command, Func<CommandSession, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (parse, cancellationToken) =>
        {
            var terminal = new Terminal(parse.GetValue(GlobalOptions.Json), parse.GetValue(GlobalOptions.Quiet));
            using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var hangUp = new HangUp(cancelled.Cancel);
            using var session = new CommandSession(parse, terminal);
            return await RunAsync(session, run, cancelled.Token);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CommandSession session, Func<CommandSession, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run(session, cancellationToken);
        }
        catch (Exception e) when (ExpectedFaults.Include(e))
        {
            session.Terminal.Fail(ErrorText.Report(e));
            return ExitCodes.Of(e);
        }
        catch (Exception e)
        {
            // A bug. Print only the first frame of the stack trace, for the bug report.
            var message = $"An unexpected error stopped the command: {e.Message} ({e.GetType().Name} {e.StackTrace?.Split('\n')[0].Trim()})";
            session.Terminal.Fail(new ErrorReport { Message = TerminalText.Of(message), ExitCode = ExitCodes.Failed });
            return ExitCodes.Failed;
        }
    }
}
