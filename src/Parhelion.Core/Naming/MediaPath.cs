using Parhelion.Core.Blobs;

namespace Parhelion.Core.Naming;

/// <summary>The path of a media URL: <c>/apps/{appId}[/conversations/{conversationId}]/{token}/{fileName}</c>.</summary>
/// <param name="AppId">24 hexadecimal characters.</param>
/// <param name="ConversationId">24 hexadecimal characters, or <c>null</c>.</param>
/// <param name="Key">The token, which is also the key of the blob.</param>
/// <param name="FileName">The name, not encoded.</param>
public readonly record struct MediaPath(string AppId, string? ConversationId, BlobKey Key, string FileName)
{
    private const string Apps = "/apps/";
    private const string Conversations = "/conversations/";

    /// <summary>Reads the path of a request as it was sent. Everything but the file name has one spelling only.</summary>
    /// <param name="path">The path, without a query.</param>
    /// <param name="media">What it names.</param>
    /// <param name="isCanonical">Whether it is spelled as <see cref="ToString"/> does. Otherwise the file name has another spelling that means the same
    /// (RFC 3986, 6.2.2): the case of hexadecimal digits, a character that is encoded without need, or one that is not encoded.</param>
    /// <returns>False when it names no attachment: what follows the token must be one segment of valid percent-encoded UTF-8 that hides no slash.</returns>
    public static bool TryParseTarget(ReadOnlySpan<char> path, out MediaPath media, out bool isCanonical)
    {
        isCanonical = false;
        if (!TryParseFolder(ref path, out media) || !FileNameEncoding.TryDecode(path, out var name)) return false;
        media = media with { FileName = name };
        isCanonical = path.SequenceEqual(FileNameEncoding.Encode(name));
        return true;
    }

    /// <summary>Reads a path that is percent-encoded, as it stands in the media URL. Decoded segment by segment: an encoded slash in the name
    /// stays part of the name.</summary>
    public static bool TryParseEncoded(ReadOnlySpan<char> path, out MediaPath media)
    {
        if (!TryParseFolder(ref path, out media)) return false;
        media = media with { FileName = Uri.UnescapeDataString(path) };
        // No file has such a name, and readers of URLs take it away together with the token before it.
        return media.FileName is not ("." or "..");
    }

    /// <summary>The path with its file name percent-encoded, as it stands in the media URL.</summary>
    public override string ToString() =>
        ConversationId is null
            ? $"{Apps}{AppId}/{Key}/{FileNameEncoding.Encode(FileName)}"
            : $"{Apps}{AppId}{Conversations}{ConversationId}/{Key}/{FileNameEncoding.Encode(FileName)}";

    // Leaves the file name.
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
