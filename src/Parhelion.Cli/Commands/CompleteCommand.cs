using System.CommandLine;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>The hidden command <c>complete LINE</c>, which the completion scripts call. It prints each word that may follow, a tab, and its
/// description.</summary>
internal static class CompleteCommand
{
    private static readonly Argument<string> Line = new("line") { Description = "The command line up to the cursor." };

    public static Command Create()
    {
        var command = CommandSession.Define(
            new ToolCommand("complete", "Print the possible completions of a command line.") { Line },
            (session, _) =>
            {
                var line = session.Value(Line);
                var word = line[(line.LastIndexOf(' ') + 1)..];
                var items = session.Root.Parse(line, CommandLineParsing.Literal).GetCompletions(line.Length)
                    .Where(item => item.Label.StartsWith(word, StringComparison.OrdinalIgnoreCase) && IsWanted(item.Label, word))
                    .DistinctBy(item => item.Label, StringComparer.Ordinal);
                foreach (var item in items) Console.Out.WriteLine($"{item.Label}\t{TerminalText.Of(item.Detail ?? "")}");
                return Task.FromResult(ExitCodes.Done);
            });
        command.Hidden = true;
        return command;
    }

    // "-?" and "/h" are known, but nobody wants to read them among the suggestions.
    private static bool IsWanted(string label, string word) => !label.StartsWith('/') && label != "-?" && (label.StartsWith('-') == word.StartsWith('-'));
}
