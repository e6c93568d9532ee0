namespace Parhelion.Protocol;

/// <summary>Who may read an attachment.</summary>
public static class AttachmentAccess
{
    /// <summary>Everybody who has its media URL.</summary>
    public const string Public = "public";

    /// <summary>Whoever shows credentials, a media token, a cookie made of one, or a signed link.</summary>
    public const string Private = "private";
}

/// <summary>Body of <c>POST …/attachments/token</c>.</summary>
/// <param name="Paths">1 to 100 paths, each of an app, of a conversation, or of a media URL: <c>/apps/{appId}</c>,
/// <c>/apps/{appId}/conversations/{conversationId}</c>, <c>/apps/{appId}/…/{token}/{fileName}</c>.</param>
public sealed record AttachmentMediaTokenBody(IReadOnlyList<string> Paths);

/// <summary>Answer to <c>POST …/attachments/token</c> (200).</summary>
/// <param name="Tokens">A media token for each path, by the path as it was sent.</param>
public sealed record AttachmentMediaTokenResponse(IReadOnlyDictionary<string, string> Tokens);

/// <summary>Body of <c>POST …/attachments/links</c>, an extension of Parhelion.</summary>
/// <param name="MediaUrl">The URL that the upload answered.</param>
/// <param name="ExpiresIn">Seconds that the link holds: 60 to 604,800 (seven days).</param>
/// <param name="Download">Whether a browser is to save the file and never to show it. Default: false.</param>
public sealed record AttachmentLinkBody(string MediaUrl, long ExpiresIn, bool? Download = null);

/// <summary>Answer to <c>POST …/attachments/links</c> (201).</summary>
public sealed record AttachmentLinkResponse(AttachmentLink Link);

/// <summary>A signed link: the file opens to whoever has it, until it expires.</summary>
/// <param name="Url">The media URL with a query. Opaque: a change of any part of it breaks it.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record AttachmentLink(string Url, DateTimeOffset ExpiresAt);
