using Parhelion.Core.Catalog;

namespace Parhelion.Core.Auditing;

/// <summary>Deletes the entries of the audit log that are older than a given time, at most 500 in each transaction. The first transaction also adds an entry
/// that records the deletion.</summary>
/// <param name="database">The database.</param>
/// <param name="server">The actor in the entry that records the deletion.</param>
/// <param name="clock">Gives the time of the entry that records the deletion.</param>
public sealed class AuditExpiry(Database database, AuditActor server, TimeProvider clock)
{
    private const int Batch = 500;

    /// <summary>Deletes all entries from before a time. Returns how many.</summary>
    /// <exception cref="System.Data.Common.DbException">An entry is younger than 30 days, or the database failed.</exception>
    public async Task<long> RunAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        // Usually there is nothing to delete, and this check takes no transaction.
        if (!await database.ReadAsync((session, token) => AuditEntryTable.AnyBeforeAsync(session, before, token), cancellationToken)) return 0;
        long count = 0;
        int gone;
        do
        {
            var isFirst = count == 0;
            gone = await database.DeleteAsync(session => DeleteAsync(session, before, isFirst), cancellationToken);
            count += gone;
        }
        while (gone == Batch);
        return count;
    }

    private async ValueTask<int> DeleteAsync(DatabaseSession session, DateTimeOffset before, bool isFirst)
    {
        // The entry comes first: the database deletes old entries only if there is a young one.
        if (isFirst) await server.RecordAsync(session, clock, AuditActions.AuditExpire, null, null, new AuditDetail { Before = before });
        return await AuditEntryTable.DeleteAsync(session, before, Batch);
    }
}
