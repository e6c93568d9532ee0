using Parhelion.Core.Naming;

namespace Parhelion.Core.Serving;

/// <summary>Says which files a media token, a cookie or a signed link gives access to. A scope includes all files of an app, all files of one conversation, or
/// one file.</summary>
/// <remarks>Paths are compared by whole path segments, so a scope never ends in the middle of a path segment.</remarks>
/// <param name="AppId">24 hexadecimal characters.</param>
/// <param name="ConversationId">24 hexadecimal characters; <c>null</c>: not limited to one conversation.</param>
/// <param name="File">The one file; <c>null</c>: all files of the app or of the conversation.</param>
public readonly record struct MediaAccessScope(string AppId, string? ConversationId, MediaPath? File)
{
    private const string Apps = "/apps/";
    private const string Conversations = "/conversations/";

    /// <summary>Returns the scope of one file.</summary>
    public static MediaAccessScope Of(MediaPath path) => new(path.AppId, path.ConversationId, path);

    /// <summary>Parses <c>/apps/{appId}</c>, <c>/apps/{appId}/conversations/{conversationId}</c> or the path of a media URL, percent-encoded as in
    /// the URL. Anything else is refused, including a slash at the end and a part of a segment.</summary>
    public static bool TryParse(ReadOnlySpan<char> path, out MediaAccessScope scope)
    {
        scope = default;
        if (MediaPath.TryParseEncoded(path, out var file)) scope = Of(file);
        else if (TryTake(path, Apps, out var app, out var rest) && rest.IsEmpty) scope = new(app, null, null);
        else if (app.Length > 0 && TryTake(rest, Conversations, out var conversation, out rest) && rest.IsEmpty) scope = new(app, conversation, null);
        else return false;
        return true;
    }

    /// <summary>Whether the scope includes the file.</summary>
    public bool Covers(MediaPath path) =>
        AppId == path.AppId && (File is { } file ? file == path : ConversationId is null || ConversationId == path.ConversationId);

    /// <summary>Returns the path that a cookie for this scope is bound to. For a file it ends with the token, which no other file has. It omits the
    /// file name, which browsers and proxies encode in different ways.</summary>
    public string CookiePath() => (File is null ? ToString() : new MediaAccessScope(AppId, ConversationId, null).ToString()) + (File is { } file ? $"/{file.Key}" : "");

    /// <summary>Returns the scope as a path, which <see cref="TryParse"/> can parse.</summary>
    public override string ToString() => File?.ToString() ?? $"{Apps}{AppId}{(ConversationId is null ? "" : Conversations + ConversationId)}";

    private static bool TryTake(ReadOnlySpan<char> path, string prefix, out string id, out ReadOnlySpan<char> rest)
    {
        id = "";
        rest = default;
        if (!path.StartsWith(prefix, StringComparison.Ordinal) || path.Length < prefix.Length + ObjectId.Length) return false;
        var part = path.Slice(prefix.Length, ObjectId.Length);
        if (!ObjectId.IsValid(part)) return false;
        id = part.ToString();
        rest = path[(prefix.Length + ObjectId.Length)..];
        return true;
    }
}
