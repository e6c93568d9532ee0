using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading;

/// <summary>Runs the transactions that insert attachments of the same app one after the other, if the app has a quota. Each of these transactions reads and
/// changes the usage of the app. On a database that several nodes use, concurrent transactions would conflict: all but one would fail and run again.</summary>
/// <remarks>The order applies only within this process.</remarks>
internal static class QuotaTurns
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
