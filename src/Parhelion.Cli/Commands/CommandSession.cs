using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Connections;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>One run of a command: what was asked for, where to connect, where to write. Turns failures into a line and an exit code.</summary>
internal sealed class CommandSession(ParseResult parse, Terminal terminal)
{
    private Connection? connection;

    public Terminal Terminal => terminal;

    /// <summary>Read when it is needed: a command without a connection must not stumble over its settings.</summary>
    public Connection Connection => connection ??= Connection.Of(parse);

    public T? Value<T>(Option<T> option) => parse.GetValue(option);

    public T Value<T>(Argument<T> argument) => parse.GetRequiredValue(argument);

    /// <summary>Gives a command its action.</summary>
    public static Command Define(Command command, Func<CommandSession, CancellationToken, Task<int>> run)
    {
        command.SetAction(async (parse, cancellationToken) =>
        {
            var terminal = new Terminal(parse.GetValue(GlobalOptions.Json), parse.GetValue(GlobalOptions.Quiet));
            try
            {
                return await run(new CommandSession(parse, terminal), cancellationToken);
            }
            catch (Exception e) when (e is UsageException or CredentialsException or Client.ParhelionException or OperationCanceledException
                or IOException or UnauthorizedAccessException or ArgumentException)
            {
                terminal.Fail(e);
                return ExitCodes.Of(e);
            }
            catch (Exception e)
            {
                // Nobody has foreseen this. A stack trace tells nobody anything; the place may help whoever is told of it.
                terminal.Fail(new IOException($"something unforeseen stopped the command: {e.Message} ({e.GetType().Name} {e.StackTrace?.Split('\n')[0].Trim()})", e));
                return ExitCodes.Failed;
            }
        });
        return command;
    }
}
