using System.CommandLine;
using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Commands;

/// <summary>The commands <c>help [COMMAND...]</c> and <c>version</c>, for those who expect them beside the options.</summary>
internal static class HelpCommand
{
    private static readonly Argument<string[]> Words = new("command")
    {
        Description = "The command to show help for.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create() => CommandSession.Define(
        new ToolCommand("help", "Show help for a command.", "parhelion help upload", "parhelion help ls messages") { Words },
        (session, cancellationToken) =>
        {
            var words = session.OptionalValue(Words) ?? [];
            var plain = session.Root.Parse(words, CommandLineParsing.Literal);
            if (plain.UnmatchedTokens.Count > 0) throw new UsageException(ParseErrors.Explain(plain));
            return session.Root.Parse([.. words, "--help"], CommandLineParsing.Literal).InvokeAsync(cancellationToken: cancellationToken);
        });

    public static Command CreateVersion() => CommandSession.Define(
        new ToolCommand("version", "Print the version.", "parhelion version"),
        (session, cancellationToken) => session.Root.Parse(["--version"], CommandLineParsing.Literal).InvokeAsync(cancellationToken: cancellationToken));
}
