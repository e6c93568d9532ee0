using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Spectre.Console;

namespace Parhelion.Cli.Commands;

/// <summary>Asks before something is gone for good.</summary>
internal static class Confirmation
{
    /// <exception cref="UsageException">Nobody is there to ask, and <c>--yes</c> is not given.</exception>
    /// <exception cref="OperationCanceledException">The answer is no.</exception>
    public static void Require(CommandSession session, Option<bool> yes, string question)
    {
        if (session.Value(yes)) return;
        if (Console.IsInputRedirected || Console.IsErrorRedirected) throw new UsageException("This cannot be undone; say --yes where nobody can be asked.");
        if (!session.Terminal.Talk.Prompt(new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false })) throw new OperationCanceledException();
    }
}
