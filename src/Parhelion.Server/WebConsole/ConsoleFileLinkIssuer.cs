using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;
using Parhelion.Protocol;
using Parhelion.Server.Access;

namespace Parhelion.Server.WebConsole;

/// <summary>Makes signed links, media tokens and upload links for the attachment page of the web console. Each is signed with the API key with which the user
/// signed in to the console.</summary>
internal sealed class ConsoleFileLinkIssuer(MediaTokens tokens, ConsoleUploadLinkIssuer uploadLinks, TimeProvider clock)
{
    /// <summary>A signed link to the file.</summary>
    public const string Link = "link";

    /// <summary>A media token for the file.</summary>
    public const string Token = "token";

    /// <summary>A link that uploads more files into the same app and conversation.</summary>
    public const string Upload = "upload";

    /// <summary>How long something may work, in hours.</summary>
    public static readonly IReadOnlyList<int> Hours = [1, 24, 168];

    // Upload links work for a day at most.
    private const int MaxUploadHours = 24;

    /// <summary>Makes a link or a token.</summary>
    /// <param name="http">The request of the session.</param>
    /// <param name="urls">The media URLs as this client knows them.</param>
    /// <param name="row">The attachment.</param>
    /// <param name="kind">One of the constants of this class.</param>
    /// <param name="hours">One of <see cref="Hours"/>.</param>
    /// <exception cref="ProblemException">Status 400: the kind or the hours are none of these.</exception>
    public IssuedAccessGrant Make(HttpContext http, MediaUrls urls, AttachmentRow row, string kind, int hours)
    {
        if (!Hours.Contains(hours)) throw new ProblemException(Problems.BadRequest(Texts.NoSuchGrant));
        var apiKey = ConsoleLayoutDataFactory.SessionOf(http).Key;
        var expires = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()).AddHours(hours);
        switch (kind)
        {
            case Link:
                return new IssuedAccessGrant(Texts.SignedLink, urls.Format(row.Path) + SignedMediaLinks.Query(apiKey, row.Path, expires, isDownload: false), expires);
            case Token:
                return new IssuedAccessGrant(Texts.MediaToken, tokens.Issue(apiKey, ScopeOf(row.Path), hours * 3600L), expires);
            case Upload:
                var life = TimeSpan.FromHours(Math.Min(hours, MaxUploadHours));
                return new IssuedAccessGrant(Texts.UploadLink, uploadLinks.UrlOf(http, row.AppId, row.ConversationId, row.IsPrivate, life), clock.GetUtcNow() + life);
            default:
                throw new ProblemException(Problems.BadRequest(Texts.NoSuchGrant));
        }
    }

    private static MediaAccessScope ScopeOf(MediaPath path) =>
        MediaAccessScope.TryParse(path.ToString(), out var scope) ? scope : throw new InvalidOperationException("The path of an attachment is no scope.");
}
