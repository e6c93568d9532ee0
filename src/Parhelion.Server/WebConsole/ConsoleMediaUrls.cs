using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Renditions;
using Parhelion.Core.Serving;
using Parhelion.Server.Access;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Makes the URLs from which the pages of the web console load attachments. A public attachment has its media URL. A private attachment gets a signed link,
/// because the browser has no credentials.
/// </summary>
internal sealed class ConsoleMediaUrls(RenditionRules renditions, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Returns what makes the URLs for the page of a request.</summary>
    public Func<AttachmentRow, ConsoleAttachment> Of(HttpContext http, MediaUrls urls)
    {
        var key = ConsoleLayoutDataFactory.SessionOf(http).Key;
        var expires = clock.GetUtcNow() + Life;
        return row =>
        {
            var url = urls.Format(row.Path) + (row.IsPrivate ? SignedMediaLinks.Query(key, row.Path, expires, isDownload: false) : "");
            return new ConsoleAttachment(row, url, RenditionOf(row, url, isSmall: true), RenditionOf(row, url, isSmall: false));
        };
    }

    /// <summary>Returns the names and URLs of the renditions of an attachment, the smallest first; none if there can be none.</summary>
    public IReadOnlyList<(string Name, string Url)> RenditionsOf(HttpContext http, MediaUrls urls, AttachmentRow row)
    {
        var shown = Of(http, urls)(row);
        return shown.PreviewUrl is null ? [] : [.. renditions.Sizes.OrderBy(size => size.Value).Select(size => (size.Key, WithRendition(shown.Url, size.Key)))];
    }

    // The smallest or the largest one that the settings name.
    private string? RenditionOf(AttachmentRow row, string url, bool isSmall)
    {
        if (row.Placeholder is { Length: 0 } || !renditions.CanHave(row.MediaType)) return null;
        var name = isSmall ? renditions.Sizes.MinBy(size => size.Value).Key : renditions.Sizes.MaxBy(size => size.Value).Key;
        return WithRendition(url, name);
    }

    private static string WithRendition(string url, string name)
    {
        var query = new RenditionId(name, RenditionId.DefaultFormat).Query;
        return url.Contains('?', StringComparison.Ordinal) ? $"{url}&{query[1..]}" : url + query;
    }
}
