using System.Text.RegularExpressions;

namespace Parhelion.Server.Logs;

/// <summary>Masks the secret parts of blob paths and media URLs in a text. These are the token, which gives access to a file, and the file name after
/// it.</summary>
internal static partial class TokenMask
{
    private const string Masked = "[token]";

    /// <summary>Returns the text with <c>[token]</c> for each token and <c>[name]</c> for each file name.</summary>
    public static string Apply(string text) => Token().Replace(text, match => match.Groups["name"].Length > 0 ? $"{Masked}/[name]" : Masked);

    // All that follows /uploads/ is an upload link or the id of a resumable upload, each of which is the right to upload.
    // A token of a blob has 24 characters of base64url. Ids have 24 hexadecimal digits: they give no access and stay, so that operators can find the row.
    [GeneratedRegex(
        """(?<=/uploads/)[^\s/'"?,)]+|(?<=[/\\])(?![0-9a-f]{24}(?![\w-]))[A-Za-z0-9_-]{24}(?![\w-])(?<name>/[^\s'"?,)]+)?""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();
}
