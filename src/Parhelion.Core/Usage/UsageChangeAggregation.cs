using Parhelion.Core.Catalog;

namespace Parhelion.Core.Usage;

/// <summary>
/// Adds the recorded changes in <c>app_usage_changes</c> to the totals in <c>app_usage</c> and <c>app_usage_days</c>. Then deletes the added rows. The usage of
/// an app stays the same, but fewer rows must be read to find it.
/// </summary>
/// <remarks>Several nodes may do this at the same time: if two transactions take the same rows, one of the transactions runs again and finds none.</remarks>
public sealed class UsageChangeAggregation(Database database, TimeProvider clock)
{
    /// <summary>Largest number of changes that one transaction adds up.</summary>
    public const int BatchRows = 1000;

    /// <summary>Goes through all changes once. Returns how many it added up.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // Usually there are none, and this check takes no transaction.
        if (!await database.ReadAsync(UsageChangeTable.AnyAsync, cancellationToken)) return 0;
        var count = 0;
        // Each batch begins after the previous one, so an app with constant uploads does not keep others waiting.
        for (var after = UsageChangeTable.Start; ;)
        {
            var from = after;
            var batch = await database.WriteAsync(session => FoldAsync(session, from), cancellationToken);
            count += batch.Count;
            if (batch.Count < BatchRows) return count;
            after = batch[^1];
        }
    }

    private async ValueTask<List<UsageChange>> FoldAsync(DatabaseSession session, UsageChange after)
    {
        var batch = await UsageChangeTable.ListAsync(session, after, BatchRows);
        if (batch.Count == 0) return batch;
        await UsageChangeTable.DeleteAsync(session, after, batch[^1]);
        var oldest = UsageDayConverter.OldestOf(clock.GetUtcNow());
        foreach (var change in Sums(batch, row => (row.AppId, row.MediaType))) await UsageTable.AddAsync(session, change);
        foreach (var change in Sums(batch, row => (row.AppId, row.Day))) await UsageTable.AddDayAsync(session, change, oldest);
        return batch;
    }

    private static IEnumerable<UsageChange> Sums(List<UsageChange> batch, Func<UsageChange, (string, string)> key) =>
        batch.GroupBy(key).Select(group => group.Aggregate((sum, change) => sum.Plus(change)));
}
