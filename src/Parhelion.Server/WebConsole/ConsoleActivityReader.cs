using Parhelion.Core;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Reads the new items of a list, such as attachments, for the overview page of the web console. Each call of <see cref="NextAsync"/> returns the items added
/// since the previous call, as lines of the page. The first call returns nothing.
/// </summary>
/// <param name="list">Reads a page of the list. The items must be ordered by id, newest first.</param>
/// <param name="idOf">Returns the id of an item.</param>
/// <param name="lineOf">Returns the line of an item on the overview page.</param>
/// <param name="more">Returns a line that says that more items were added than are shown. Gets the time of the oldest line that is shown.</param>
/// <remarks>The first call only remembers the newest item.</remarks>
internal sealed class ConsoleActivityReader<T>(Func<PageRequest, CancellationToken, Task<Page<T>>> list, Func<T, string> idOf, Func<T, ConsoleFeedLine> lineOf, Func<DateTimeOffset, ConsoleFeedLine> more)
{
    private string? last;

    /// <summary>Returns what is new since the last call, newest first.</summary>
    public async Task<IReadOnlyList<ConsoleFeedLine>> NextAsync(CancellationToken cancellationToken)
    {
        var page = await list(new PageRequest("", Backwards: false, last is null ? 1 : ConsoleFeedLine.MaxOfKind + 1), cancellationToken);
        var added = last is null ? [] : page.Items.TakeWhile(item => string.CompareOrdinal(idOf(item), last) > 0).ToList();
        // The newest one that was seen may have been deleted.
        if (page.Items.Count > 0 && string.CompareOrdinal(idOf(page.Items[0]), last) > 0) last = idOf(page.Items[0]);
        last ??= new string('0', ObjectId.Length);
        var lines = added.Take(ConsoleFeedLine.MaxOfKind).Select(lineOf).ToList();
        if (added.Count > ConsoleFeedLine.MaxOfKind) lines.Add(more(lines[^1].At));
        return lines;
    }
}
