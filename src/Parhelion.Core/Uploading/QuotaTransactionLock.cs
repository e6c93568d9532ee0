using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading;

/// <summary>
/// Runs the transactions that insert attachments of an app one after the other. Applies only if the app has a quota and several nodes can use the database.
/// Concurrent transactions would conflict over the usage of the app, and all but one would run again.
/// </summary>
/// <remarks>The order applies only within this process, so transactions of different nodes can still conflict. SQLite needs no order, because it has only one
/// writer.</remarks>
internal static class QuotaTransactionLock
{
    // Apps share a turn if their ids have the same remainder. An app without a quota takes none.
    private const int Count = 256;

    private static readonly SemaphoreSlim[] Turns = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Runs the transaction of an upload, in turn if its app has a quota. Returns its result.</summary>
    public static async Task<T> RunAsync<T>(Database database, string appId, bool hasQuota, Func<DatabaseSession, ValueTask<T>> work)
    {
        // SQLite has one writer, which is enough.
        if (!hasQuota || !database.IsShared) return await database.WriteAsync(work, CancellationToken.None);
        var turn = Turns[(uint)string.GetHashCode(appId, StringComparison.Ordinal) % Count];
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            return await database.WriteAsync(work, CancellationToken.None);
        }
        finally
        {
            turn.Release();
        }
    }
}
