namespace Parhelion.Server.Tests.Private;

/// <summary>Every way to change one character of something signed.</summary>
internal static class Tampering
{
    /// <summary>The text with one character changed, for each character; and cut short, made longer, and with parts exchanged.</summary>
    public static IEnumerable<string> Of(string text)
    {
        for (var i = 0; i < text.Length; i++) yield return $"{text[..i]}{Other(text[i])}{text[(i + 1)..]}";
        yield return text[..^1];
        yield return text[1..];
        yield return text + "A";
        yield return text + "=";
        if (text.Split('.') is not [var header, var claims, var signature]) yield break;
        yield return $"{header}.{claims}.";
        yield return $"{header}.{claims}";
        yield return $"{claims}.{header}.{signature}";
        yield return $"{header}.{claims}.{signature}.{signature}";
    }

    // The neighbour in the alphabet of base64url: in the last character it differs in bits that a lenient reader does not look at.
    private static char Other(char c) => c switch
    {
        '.' => '_',
        'z' or 'Z' or '9' or '-' or '_' => 'Q',
        _ when char.IsAsciiLetterOrDigit(c) => (char)(c + 1),
        _ => 'x',
    };
}
