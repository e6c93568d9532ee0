namespace Parhelion.Protocol;

/// <summary>The values of <c>access</c>: who may read an attachment.</summary>
public static class AttachmentAccess
{
    /// <summary>Everybody who has its media URL.</summary>
    public const string Public = "public";

    /// <summary>Everybody who presents credentials, a media token, a cookie with a media token, or a signed link.</summary>
    public const string Private = "private";
}

/// <summary>Body of <c>POST …/attachments/token</c>.</summary>
/// <param name="Paths">1 to 100 paths. Each is the path of an app, of a conversation, or of a media URL: <c>/apps/{appId}</c>,
/// <c>/apps/{appId}/conversations/{conversationId}</c>, <c>/apps/{appId}/…/{token}/{fileName}</c>.</param>
public sealed record AttachmentMediaTokenBody(IReadOnlyList<string> Paths);

/// <summary>The response to <c>POST …/attachments/token</c> (200).</summary>
/// <param name="Tokens">A media token for each path. The keys are the paths exactly as they were sent.</param>
public sealed record AttachmentMediaTokenResponse(IReadOnlyDictionary<string, string> Tokens);

/// <summary>Body of <c>POST …/attachments/links</c>, an extension of Parhelion.</summary>
/// <param name="MediaUrl">The media URL that the upload returned.</param>
/// <param name="ExpiresIn">Lifetime of the link in seconds, 60 to 604,800 (7 days).</param>
/// <param name="Download">Whether a browser saves the file instead of showing it. Default: false.</param>
public sealed record AttachmentLinkBody(string MediaUrl, long ExpiresIn, bool? Download = null);

/// <summary>The response to <c>POST …/attachments/links</c> (201).</summary>
public sealed record AttachmentLinkResponse(AttachmentLink Link);

/// <summary>A signed link. Everybody who has it can read the file until it expires.</summary>
/// <param name="Url">The media URL with a query. Opaque: any change makes it invalid.</param>
/// <param name="ExpiresAt">Time at which the link expires.</param>
public sealed record AttachmentLink(string Url, DateTimeOffset ExpiresAt);
