using Parhelion.Core;
using Parhelion.Core.Catalog;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Describes new deletions of attachments of an app, for the overview page of the web console. Each call of <see cref="NextAsync"/> covers the time since the
/// previous call. A call returns at most one line about attachments whose bytes were erased, and one line about attachments that were purged from the caches.
/// Receipts from before the first call are ignored.
/// </summary>
/// <remarks>A call reads the deletion receipts of the app, beginning with the oldest receipt that still waits for its time of erasure or purge. It reads up to
/// <see cref="MaxPages"/> pages. If the receipts fill all these pages, as after the deletion of a user with very many files, the next call begins after the
/// newest receipt.</remarks>
/// <param name="list">Reads a page of the receipts of the app, oldest first.</param>
/// <param name="clock">Measures how long ago an attachment was erased. One minute after the erasure, its receipt no longer waits for the time of the purge,
/// because without a cache in front of the server this time never comes.</param>
internal sealed class ConsoleRemovalFeed(Func<PageRequest, CancellationToken, Task<Page<RemovalReceiptRow>>> list, TimeProvider clock)
{
    private const int MaxPages = 10;

    // With no cache in front, the time of the purge never comes.
    private static readonly TimeSpan MaxWaitForPurge = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> erased = new(StringComparer.Ordinal);
    private readonly HashSet<string> purged = new(StringComparer.Ordinal);
    private string? settled;

    /// <summary>Returns what happened since the last call, at most one line of each kind.</summary>
    public async Task<IReadOnlyList<ConsoleFeedLine>> NextAsync(CancellationToken cancellationToken)
    {
        settled ??= await NewestAsync(cancellationToken);
        var (newlyErased, newlyPurged) = (new List<RemovalReceiptRow>(), new List<RemovalReceiptRow>());
        var (cursor, isSettled) = (settled, true);
        for (var looked = 0; ; looked++)
        {
            if (looked == MaxPages)
            {
                settled = await NewestAsync(cancellationToken);
                erased.Clear();
                purged.Clear();
                break;
            }

            var page = await list(new PageRequest(cursor, Backwards: false, PageRequest.MaxSize), cancellationToken);
            newlyErased.AddRange(page.Items.Where(receipt => receipt.ErasedAt is not null && erased.Add(receipt.Id)));
            newlyPurged.AddRange(page.Items.Where(receipt => receipt.PurgedAt is not null && purged.Add(receipt.Id)));
            foreach (var receipt in page.Items)
            {
                isSettled &= IsSettled(receipt);
                if (!isSettled) break;
                erased.Remove(receipt.Id);
                purged.Remove(receipt.Id);
                settled = receipt.Id;
            }

            if (page.Items.Count < PageRequest.MaxSize) break;
            cursor = page.Items[^1].Id;
        }

        var lines = new List<ConsoleFeedLine>(2);
        if (newlyErased.Count > 0) lines.Add(ConsoleFeedLine.OfErased(newlyErased));
        if (newlyPurged.Count > 0) lines.Add(ConsoleFeedLine.OfPurged(newlyPurged));
        return lines;
    }

    private bool IsSettled(RemovalReceiptRow receipt) => receipt.ErasedAt is { } time && (receipt.PurgedAt is not null || time + MaxWaitForPurge < clock.GetUtcNow());

    private async Task<string> NewestAsync(CancellationToken cancellationToken)
    {
        var page = await list(new PageRequest("", Backwards: true, 1), cancellationToken);
        return page.Items is [.., var newest] ? newest.Id : new string('0', ObjectId.Length);
    }
}
