using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;

namespace Parhelion.Server.WebConsole;

/// <summary>Notices when receipts of an app that come after its creation get the times of erasure and purge. Looks at up to <see cref="PageRequest.MaxSize"/> receipts at a time,
/// from the oldest one on that still waits.</summary>
internal sealed class ReceiptFollower(ReceiptReader receipts, TimeProvider clock, string appId)
{
    // With no cache in front, the time of the purge never comes.
    private static readonly TimeSpan MaxWaitForPurge = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> erased = new(StringComparer.Ordinal);
    private readonly HashSet<string> purged = new(StringComparer.Ordinal);
    private string? settled;

    /// <summary>Returns what happened since the last call, at most one line of each kind.</summary>
    public async Task<IReadOnlyList<FeedLine>> NextAsync(CancellationToken cancellationToken)
    {
        settled ??= await NewestAsync(cancellationToken);
        var page = await receipts.ListAsync(appId, null, new PageRequest(settled, Backwards: false, PageRequest.MaxSize), cancellationToken);
        var newlyErased = page.Items.Where(receipt => receipt.ErasedAt is not null && erased.Add(receipt.Id)).ToList();
        var newlyPurged = page.Items.Where(receipt => receipt.PurgedAt is not null && purged.Add(receipt.Id)).ToList();
        foreach (var receipt in page.Items.TakeWhile(IsSettled))
        {
            erased.Remove(receipt.Id);
            purged.Remove(receipt.Id);
            settled = receipt.Id;
        }

        var lines = new List<FeedLine>(2);
        if (newlyErased.Count > 0) lines.Add(FeedLine.OfErased(newlyErased));
        if (newlyPurged.Count > 0) lines.Add(FeedLine.OfPurged(newlyPurged));
        return lines;
    }

    private bool IsSettled(ReceiptRow receipt) => receipt.ErasedAt is { } time && (receipt.PurgedAt is not null || time + MaxWaitForPurge < clock.GetUtcNow());

    private async Task<string> NewestAsync(CancellationToken cancellationToken)
    {
        var page = await receipts.ListAsync(appId, null, new PageRequest("", Backwards: true, 1), cancellationToken);
        return page.Items is [.., var newest] ? newest.Id : new string('0', ObjectId.Length);
    }
}
