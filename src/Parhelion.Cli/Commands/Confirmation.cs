using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;
using Spectre.Console;

namespace Parhelion.Cli.Commands;

/// <summary>Asks the user before an action that cannot be undone.</summary>
internal static class Confirmation
{
    /// <summary>Asks a question. Its names come from a server, so their control characters become spaces.</summary>
    /// <exception cref="UsageException">Input or stderr is redirected, so that the user cannot be asked, and <c>--yes</c> is not given.</exception>
    /// <exception cref="OperationCanceledException">The user answers no.</exception>
    public static void Require(CommandSession session, Option<bool> yes, string question)
    {
        if (session.Value(yes)) return;
        if (Console.IsInputRedirected || Console.IsErrorRedirected) throw new UsageException("This cannot be undone, and there is no terminal to ask for confirmation. Confirm with --yes.");
        if (!session.Terminal.Talk.Prompt(new ConfirmationPrompt(Markup.Escape(TerminalText.Of(question))) { DefaultValue = false })) throw new OperationCanceledException();
    }
}
