using Parhelion.Core;

namespace Parhelion.Server.WebConsole;

/// <summary>Follows a list that is ordered by id, newest first. The first call shows nothing: it remembers where the list began.</summary>
/// <param name="list">Reads a page of the list.</param>
/// <param name="idOf">The id of an item.</param>
/// <param name="lineOf">What the overview shows of an item.</param>
/// <param name="more">Says that there was more than is shown.</param>
internal sealed class NewestFollower<T>(Func<PageRequest, CancellationToken, Task<Page<T>>> list, Func<T, string> idOf, Func<T, FeedLine> lineOf, Func<DateTimeOffset, FeedLine> more)
{
    /// <summary>The most that one call shows. What came before is left out, so that the reader of a busy list sees what happens now.</summary>
    public const int MaxLines = 10;

    private string? last;

    /// <summary>Returns what is new since the last call, newest first.</summary>
    public async Task<IReadOnlyList<FeedLine>> NextAsync(CancellationToken cancellationToken)
    {
        var page = await list(new PageRequest("", Backwards: false, last is null ? 1 : MaxLines + 1), cancellationToken);
        var added = last is null ? [] : page.Items.TakeWhile(item => string.CompareOrdinal(idOf(item), last) > 0).ToList();
        // The newest one that was seen may have been deleted.
        if (page.Items.Count > 0 && string.CompareOrdinal(idOf(page.Items[0]), last) > 0) last = idOf(page.Items[0]);
        last ??= new string('0', ObjectId.Length);
        var lines = added.Take(MaxLines).Select(lineOf).ToList();
        if (added.Count > MaxLines) lines.Add(more(lines[^1].At));
        return lines;
    }
}
