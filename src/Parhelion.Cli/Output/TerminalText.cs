namespace Parhelion.Cli.Output;

/// <summary>Text of others on one line of a terminal: what a user or a server wrote must neither break the line nor steer the terminal.</summary>
internal static class TerminalText
{
    public static string Of(string text) => string.Create(text.Length, text, (span, from) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(from[i]) ? ' ' : from[i];
    });
}
