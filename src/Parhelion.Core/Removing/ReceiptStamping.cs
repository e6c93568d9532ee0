using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>Stamps the receipts. Where the database keeps a log, the log is emptied first: it holds names and texts of what was deleted, and no receipt
/// says that something is erased as long as they can be read in any file. After a crash between the two the entries still wait.</summary>
public sealed class ReceiptStamping(Database database, TimeProvider clock) : IDisposable
{
    private const int Batch = 500;

    // Nothing joins the entries that wait between the emptying of the log and their stamps.
    private readonly SemaphoreSlim gate = new(1, 1);

    // Entries of an earlier run may wait.
    private volatile bool isAwaited = true;

    /// <summary>Called when entries wait for their stamps.</summary>
    public event Action? Awaited;

    /// <summary>Called when entries were stamped.</summary>
    public event Action? Stamped;

    /// <summary>Whether entries may wait for their stamps.</summary>
    public bool IsAwaited => isAwaited;

    /// <summary>What a transaction may write into the ledger now for an entry whose blob is erased.</summary>
    internal ReceiptTimestamps Of(DateTimeOffset now, bool isPurged) => database.Log is null
        ? new ReceiptTimestamps(now, isPurged ? now : null, null)
        : new ReceiptTimestamps(null, null, isPurged ? ReceiptTimestamps.Purged : ReceiptTimestamps.Erased);

    /// <summary>Runs the transaction that takes keys and paths out of the ledger.</summary>
    internal async Task CloseAsync(Func<DatabaseSession, ValueTask<bool>> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            // Before: a commit that fails may have happened.
            isAwaited |= database.Log is not null;
            await database.DeleteAsync(work, cancellationToken);
        }
        finally
        {
            gate.Release();
        }

        if (isAwaited) Awaited?.Invoke();
    }

    /// <summary>Empties the log and stamps whatever waits for it.</summary>
    /// <returns>False when a reader still needs the log: try again later.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (database.Log is { } log && !await log.EmptyAsync()) return false;
            if (!isAwaited) return true;
            await StampAsync(cancellationToken);
            isAwaited = false;
        }
        finally
        {
            gate.Release();
        }

        Stamped?.Invoke();
        return true;
    }

    /// <inheritdoc />
    public void Dispose() => gate.Dispose();

    private async Task StampAsync(CancellationToken cancellationToken)
    {
        while (await database.ReadAsync(RemovalTable.AnyUnstampedAsync, cancellationToken))
        {
            await database.DeleteAsync(session => RemovalTable.StampAsync(session, clock.GetUtcNow(), Batch), cancellationToken);
        }
    }
}
