namespace Parhelion.Cli.Output;

/// <summary>Replaces control characters in text from users or servers. Such text must not break the line or control the terminal.</summary>
internal static class TerminalText
{
    public static string Of(string text) => string.Create(text.Length, text, (span, from) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(from[i]) ? ' ' : from[i];
    });
}
