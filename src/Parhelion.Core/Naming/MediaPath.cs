using Parhelion.Core.Blobs;

namespace Parhelion.Core.Naming;

/// <summary>Represents, parses and formats the path of a media URL: <c>/apps/{appId}[/conversations/{conversationId}]/{token}/{fileName}</c>.</summary>
/// <param name="AppId">24 hexadecimal characters.</param>
/// <param name="ConversationId">24 hexadecimal characters, or <c>null</c>.</param>
/// <param name="Key">The token, which is also the key of the blob.</param>
/// <param name="FileName">The file name, decoded.</param>
public readonly record struct MediaPath(string AppId, string? ConversationId, BlobKey Key, string FileName)
{
    private const string Apps = "/apps/";
    private const string Conversations = "/conversations/";

    /// <summary>Parses the path of a request as it was sent. Only the file name may have more than one spelling.</summary>
    /// <param name="path">The path, without a query.</param>
    /// <param name="media">The parsed path.</param>
    /// <param name="isCanonical">Whether the path is spelled as <see cref="ToString"/> spells it. If not, the file name has an equivalent spelling
    /// (RFC 3986, 6.2.2): another case of hexadecimal digits, an unnecessary escape, or a missing escape.</param>
    /// <returns>False if the path names no attachment. The token must be followed by one segment of valid percent-encoded UTF-8 without an encoded
    /// slash.</returns>
    public static bool TryParseTarget(ReadOnlySpan<char> path, out MediaPath media, out bool isCanonical)
    {
        isCanonical = false;
        if (!TryParseFolder(ref path, out media) || !FileNamePercentEncoding.TryDecode(path, out var name)) return false;
        media = media with { FileName = name };
        isCanonical = path.SequenceEqual(FileNamePercentEncoding.Encode(name));
        return true;
    }

    /// <summary>Parses a percent-encoded path, as it appears in a media URL. Each segment is decoded separately, so an encoded slash in the file name
    /// stays part of the name.</summary>
    public static bool TryParseEncoded(ReadOnlySpan<char> path, out MediaPath media)
    {
        if (!TryParseFolder(ref path, out media)) return false;
        media = media with { FileName = Uri.UnescapeDataString(path) };
        // No file has such a name. URL parsers remove it together with the token in front.
        return media.FileName is not ("." or "..");
    }

    /// <summary>Returns the path with its file name percent-encoded, as it appears in the media URL.</summary>
    public override string ToString() =>
        ConversationId is null
            ? $"{Apps}{AppId}/{Key}/{FileNamePercentEncoding.Encode(FileName)}"
            : $"{Apps}{AppId}{Conversations}{ConversationId}/{Key}/{FileNamePercentEncoding.Encode(FileName)}";

    // Leaves only the file name in the path.
    private static bool TryParseFolder(ref ReadOnlySpan<char> path, out MediaPath media)
    {
        media = default;
        if (!TryTake(ref path, Apps, ObjectId.Length, out var app) || !ObjectId.IsValid(app)) return false;
        string? conversation = null;
        if (path.StartsWith(Conversations, StringComparison.Ordinal))
        {
            if (!TryTake(ref path, Conversations, ObjectId.Length, out var id) || !ObjectId.IsValid(id)) return false;
            conversation = id.ToString();
        }

        if (!TryTake(ref path, "/", BlobKey.Length, out var token) || !BlobKey.TryParse(token, out var key)) return false;
        if (path.Length < 2 || path[0] != '/' || path[1..].Contains('/')) return false;
        path = path[1..];
        media = new MediaPath(app.ToString(), conversation, key, "");
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<char> path, string prefix, int length, out ReadOnlySpan<char> part)
    {
        part = default;
        if (!path.StartsWith(prefix, StringComparison.Ordinal) || path.Length < prefix.Length + length) return false;
        part = path.Slice(prefix.Length, length);
        path = path[(prefix.Length + length)..];
        return true;
    }
}
