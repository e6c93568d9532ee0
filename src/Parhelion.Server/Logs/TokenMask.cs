using System.Text.RegularExpressions;

namespace Parhelion.Server.Logs;

/// <summary>Takes out of a text what opens a file: the token after a slash, in a path of a blob or a media URL, and the file name behind it.</summary>
internal static partial class TokenMask
{
    private const string Masked = "[token]";

    /// <summary>The text without tokens.</summary>
    public static string Apply(string text) => Token().Replace(text, match => match.Groups["name"].Length > 0 ? $"{Masked}/[name]" : Masked);

    // 24 characters of base64url. An id of 24 hexadecimal digits opens nothing, and stays: it says where to look.
    [GeneratedRegex(
        """(?<=[/\\])(?![0-9a-f]{24}(?![\w-]))[A-Za-z0-9_-]{24}(?![\w-])(?<name>/[^\s'"?,)]+)?""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();
}
