using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Connections;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>One run of a command: its parsed arguments, its connection and its terminal. It turns exceptions into an error message and an exit code.</summary>
internal sealed class CommandSession(ParseResult parse, Terminal terminal)
{
    private Connection? connection;

    public Terminal Terminal => terminal;

    /// <summary>The settings of the connection. They are read on first use, so that a command without a connection does not fail on invalid settings.</summary>
    public Connection Connection => connection ??= Connection.Of(parse);

    public T? Value<T>(Option<T> option) => parse.GetValue(option);

    public T Value<T>(Argument<T> argument) => parse.GetRequiredValue(argument);

    /// <summary>Sets the action of a command.</summary>
    public static Command Define(Command command, Func<CommandSession, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (parse, cancellationToken) =>
        {
            var terminal = new Terminal(parse.GetValue(GlobalOptions.Json), parse.GetValue(GlobalOptions.Quiet));
            try
            {
                return await run(new CommandSession(parse, terminal), cancellationToken);
            }
            catch (Exception e) when (e is UsageException or CredentialsException or ParhelionException or OperationCanceledException
                or IOException or UnauthorizedAccessException or ArgumentException)
            {
                terminal.Fail(e);
                return ExitCodes.Of(e);
            }
            catch (Exception e)
            {
                // A bug. Print only the first frame of the stack trace, for the bug report.
                terminal.Fail(new IOException($"an unexpected error stopped the command: {e.Message} ({e.GetType().Name} {e.StackTrace?.Split('\n')[0].Trim()})", e));
                return ExitCodes.Failed;
            }
        });
        return command;
    }
}
