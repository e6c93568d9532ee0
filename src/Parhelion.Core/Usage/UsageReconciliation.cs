using Parhelion.Core.Catalog;

namespace Parhelion.Core.Usage;

/// <summary>Compares the recorded usage of all apps with the attachments that exist. <see cref="FindAsync"/> only returns the differences, and
/// <c>RepairAsync</c> corrects the recorded usage. Both read the whole table of attachments.</summary>
/// <remarks>The server may run meanwhile, because the comparison is one statement, which sees one state of the database.</remarks>
public sealed class UsageReconciliation(Database database, TimeProvider clock)
{
    private const int BatchRows = 500;

    /// <summary>Finds up to 500 differences. Writes nothing.</summary>
    public async Task<IReadOnlyList<UsageDiscrepancy>> FindAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync((session, token) => UsageTable.ListDifferencesAsync(session, BatchRows, token), cancellationToken);

    /// <summary>Corrects all differences, in transactions of up to 500. The uploads and deletions of the days stay as they are.</summary>
    /// <param name="report">Called with each difference after it was corrected.</param>
    /// <param name="cancellationToken">Stops between two transactions.</param>
    /// <returns>The number of differences.</returns>
    public async Task<int> RepairAsync(Action<UsageDiscrepancy> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        for (var count = 0; ;)
        {
            var batch = await database.WriteAsync(RepairAsync, cancellationToken);
            batch.ForEach(report);
            count += batch.Count;
            if (batch.Count < BatchRows) return count;
        }
    }

    private async ValueTask<List<UsageDiscrepancy>> RepairAsync(DatabaseSession session)
    {
        var found = await UsageTable.ListDifferencesAsync(session, BatchRows, default);
        foreach (var difference in found)
        {
            var correction = new UsageChange(difference.AppId, Day: "", difference.MediaType, difference.Attachments, difference.Bytes, 0, 0);
            await UsageChangeTable.InsertAsync(session, correction, ObjectId.New(clock));
        }

        return found;
    }
}
