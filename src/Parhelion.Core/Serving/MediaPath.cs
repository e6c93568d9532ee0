using Parhelion.Core.Blobs;

namespace Parhelion.Core.Serving;

/// <summary>The path of a media URL: <c>/apps/{appId}[/conversations/{conversationId}]/{token}/{fileName}</c>.</summary>
/// <param name="AppId">24 hexadecimal characters.</param>
/// <param name="ConversationId">24 hexadecimal characters, or <c>null</c>.</param>
/// <param name="Key">The token, which is also the key of the blob.</param>
/// <param name="FileName">The name, not encoded.</param>
public readonly record struct MediaPath(string AppId, string? ConversationId, BlobKey Key, string FileName)
{
    private const string Apps = "/apps/";
    private const string Conversations = "/conversations/";

    /// <summary>Reads a path that is percent-decoded already. It has this very form or it is none: no dot segments, no empty parts.</summary>
    public static bool TryParse(ReadOnlySpan<char> path, out MediaPath media)
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
        media = new MediaPath(app.ToString(), conversation, key, path[1..].ToString());
        return true;
    }

    /// <summary>Reads a path that is percent-encoded, as it stands in the media URL. Decoded segment by segment: an encoded slash in the name
    /// stays part of the name.</summary>
    public static bool TryParseEncoded(ReadOnlySpan<char> path, out MediaPath media)
    {
        media = default;
        var last = path.LastIndexOf('/');
        if (last < 0 || !TryParse(string.Concat(path[..last], "/-"), out var parsed)) return false;
        media = parsed with { FileName = Uri.UnescapeDataString(path[(last + 1)..]) };
        return media.FileName.Length > 0;
    }

    /// <summary>The path with its file name percent-encoded, as it stands in the media URL.</summary>
    public override string ToString() =>
        ConversationId is null
            ? $"{Apps}{AppId}/{Key}/{Uri.EscapeDataString(FileName)}"
            : $"{Apps}{AppId}{Conversations}{ConversationId}/{Key}/{Uri.EscapeDataString(FileName)}";

    private static bool TryTake(ref ReadOnlySpan<char> path, string prefix, int length, out ReadOnlySpan<char> part)
    {
        part = default;
        if (!path.StartsWith(prefix, StringComparison.Ordinal) || path.Length < prefix.Length + length) return false;
        part = path.Slice(prefix.Length, length);
        path = path[(prefix.Length + length)..];
        return true;
    }
}
