using Parhelion.Core.Catalog;
using Parhelion.Core.Serving;
using Parhelion.Server.Access;

namespace Parhelion.Server.WebConsole;

/// <summary>Makes the URLs by which the pages of the console show attachments: the media URL of a public one, a signed link to a private one.</summary>
internal sealed class MediaLinkSigner(TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Returns what makes the URLs for the page of a request.</summary>
    public Func<AttachmentRow, string> Of(HttpContext http, MediaUrls urls)
    {
        var key = ConsoleFrames.SessionOf(http).Key;
        var expires = clock.GetUtcNow() + Life;
        return row => urls.Format(row.Path) + (row.IsPrivate ? SignedMediaLinks.Query(key, row.Path, expires, isDownload: false) : "");
    }
}
