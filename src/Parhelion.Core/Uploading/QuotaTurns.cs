using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading;

/// <summary>Lets the uploads of an app with a quota be recorded one after the other in this process. Each of these transactions reads the usage of the app and
/// changes it. On a database for many nodes, all but one of those that run at the same time would fail and run again.</summary>
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
