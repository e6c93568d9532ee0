using System.Globalization;

namespace Parhelion.Cli.Output;

/// <summary>Replaces characters in text from users or servers that would break the line, control the terminal, or change the direction of the text
/// so that a name looks like another one.</summary>
internal static class TerminalText
{
    public static string Of(string text) => string.Create(text.Length, text, (span, from) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = IsHarmless(from[i]) ? from[i] : ' ';
    });

    // Joiners are format characters too, but emoji and several scripts need them.
    private static bool IsHarmless(char c) => c switch
    {
        '\u200C' or '\u200D' => true,
        _ => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator),
    };
}
