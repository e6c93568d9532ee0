using System.Text;
using Parhelion.Protocol;

namespace Parhelion.Server.Uploads;

/// <summary>Parses the header <c>Upload-Metadata</c> of tus. The header contains pairs of a key and a value in base64, separated by commas. The server uses
/// only the file name.</summary>
internal static class TusMetadataParser
{
    /// <summary>Maximum length of the header in characters.</summary>
    public const int MaxLength = 4096;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns the value of <c>filename</c>, or else of <c>name</c>.</summary>
    /// <exception cref="ProblemException">Status 400: the header is malformed, or has no file name. Status 413: it is too long.</exception>
    public static string FileNameOf(string header)
    {
        if (header.Length > MaxLength) throw new ProblemException(Problems.TooLarge("Upload-Metadata", MaxLength));
        var pairs = Parse(header);
        if (!pairs.TryGetValue("filename", out var bytes) && !pairs.TryGetValue("name", out bytes)) throw Fault("Upload-Metadata should have a filename");
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Fault("The filename in Upload-Metadata should be UTF-8");
        }
    }

    private static Dictionary<string, byte[]> Parse(string header)
    {
        var pairs = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (header.Length == 0) return pairs;
        foreach (var pair in header.Split(','))
        {
            var trimmed = pair.Trim(' ');
            var space = trimmed.IndexOf(' ', StringComparison.Ordinal);
            var (key, value) = space < 0 ? (trimmed, "") : (trimmed[..space], trimmed[(space + 1)..]);
            if (key.Length == 0 || key.AsSpan().ContainsAnyExceptInRange('!', '~')) throw Fault("Upload-Metadata should have pairs of a key and a value in base64");
            if (!pairs.TryAdd(key, Decode(value))) throw Fault("Upload-Metadata should not have the same key twice");
        }

        return pairs;
    }

    private static byte[] Decode(string value)
    {
        var bytes = new byte[value.Length];
        // The decoder would skip blanks.
        return !value.AsSpan().ContainsAny(' ', '\t') && Convert.TryFromBase64String(value, bytes, out var count)
            ? bytes[..count]
            : throw Fault("A value in Upload-Metadata should be base64");
    }

    private static ProblemException Fault(string title) => new(Problems.BadRequest(title));
}
