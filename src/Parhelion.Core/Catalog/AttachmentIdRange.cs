namespace Parhelion.Core.Catalog;

/// <summary>The range of attachment ids from which one page of a list of attachments is read.</summary>
/// <param name="From">The least id of the range; empty for no lower bound.</param>
/// <param name="Until">The upper bound. The ids of the range are less than this value.</param>
public readonly record struct AttachmentIdRange(string From, string Until)
{
    // Greater than every id.
    private const string End = "g";

    // The id and the creation time of an attachment come from two readings of the clock. The process may be suspended between them, so the range is wider
    // than the times. The query compares the times themselves, too.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>Returns the range of ids that may be on a page of a list, newest first. The ids are on the page's side of the cursor and within the times of
    /// the filter.</summary>
    public static AttachmentIdRange Of(AttachmentFilter filter, PageRequest page)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var from = filter.CreatedAfter is { } after ? ObjectId.LeastAt(Shift(after, -Margin)) : "";
        var until = filter.CreatedBefore is { } before ? ObjectId.LeastAt(Shift(before, Margin)) : End;
        if (page.Cursor.Length == 0) return new AttachmentIdRange(from, until);
        return page.Backwards ? new AttachmentIdRange(Max(from, Successor(page.Cursor)), until) : new AttachmentIdRange(from, Min(until, page.Cursor));
    }

    /// <summary>Shortens the range so that it ends with the last id that the scan has reached.</summary>
    public AttachmentIdRange UpTo(string last, bool backwards) => backwards ? this with { Until = Successor(last) } : this with { From = last };

    // The least text that is greater.
    private static string Successor(string id) => id + "\u0001";

    private static DateTimeOffset Shift(DateTimeOffset time, TimeSpan by) =>
        new(Math.Clamp(time.UtcTicks + by.Ticks, DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);

    private static string Max(string a, string b) => string.CompareOrdinal(a, b) > 0 ? a : b;

    private static string Min(string a, string b) => string.CompareOrdinal(a, b) < 0 ? a : b;
}
