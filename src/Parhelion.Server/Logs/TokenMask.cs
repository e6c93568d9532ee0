using System.Text.RegularExpressions;

namespace Parhelion.Server.Logs;

/// <summary>Masks the parts of a log text that give access to files or uploads. These parts are upload links, the ids of resumable uploads, signed tokens, and
/// the tokens in blob paths and media URLs. The file name after a token in a media URL is masked, too.</summary>
internal static partial class TokenMask
{
    private const string Masked = "[token]";

    /// <summary>Returns the text with <c>[token]</c> for each token and <c>[name]</c> for each file name.</summary>
    public static string Apply(string text) => Token().Replace(text, match => match.Groups["name"].Length > 0 ? $"{Masked}/[name]" : Masked);

    // All that follows /uploads/ is an upload link or the id of a resumable upload, each of which is the right to upload.
    // Signed tokens begin with base64url of {" and have dots.
    // A token of a blob has 24 characters of base64url. Ids have 24 hexadecimal digits: they give no access and stay, so that operators can find the row.
    [GeneratedRegex(
        """(?<=/uploads/)[^\s/'"?,)]+|\beyJ[A-Za-z0-9_-]{20,}(\.[A-Za-z0-9_-]+)+|(?<=[/\\])(?![0-9a-f]{24}(?![\w-]))[A-Za-z0-9_-]{24}(?![\w-])(?<name>/[^\s'"?,)]+)?""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Token();
}
