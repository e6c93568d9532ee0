using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>
/// Writes the times of erasure and purge into the receipts of deleted attachments. Empties the write-ahead log of the database first, if there is one. The log
/// contains names and texts of deleted records.
/// </summary>
/// <remarks>A receipt therefore never confirms an erasure while the log still contains such names and texts. If a crash happens after the log was emptied, the
/// next run writes the times.</remarks>
public sealed class ReceiptTimestampWriter(Database database, TimeProvider clock) : IDisposable
{
    private const int Batch = 500;

    // Held from the emptying of the log until the stamps, so that no further receipt begins to wait in between.
    private readonly SemaphoreSlim gate = new(1, 1);

    // Receipts of an earlier run may wait.
    private volatile bool isAwaited = true;

    /// <summary>Raised when there are receipts that wait for their times.</summary>
    public event Action? Awaited;

    /// <summary>Raised when receipts have got their times.</summary>
    public event Action? Stamped;

    /// <summary>Whether receipts may wait for their times.</summary>
    public bool IsAwaited => isAwaited;

    /// <summary>Returns the times that a transaction may record now for a removal whose blob is erased.</summary>
    internal RemovalReceiptUpdate Of(DateTimeOffset now, bool isPurged) => database.Log is null
        ? new RemovalReceiptUpdate(now, isPurged ? now : null, null)
        : new RemovalReceiptUpdate(null, null, isPurged ? RemovalReceiptUpdate.Purged : RemovalReceiptUpdate.Erased);

    /// <summary>Runs the transaction that drops keys and paths from the table <c>removals</c>.</summary>
    internal async Task CloseAsync(Func<DatabaseSession, ValueTask<bool>> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            // Set before the transaction, because a commit that fails may still have happened.
            isAwaited |= database.Log is not null;
            await database.DeleteAsync(work, cancellationToken);
        }
        finally
        {
            gate.Release();
        }

        if (isAwaited) Awaited?.Invoke();
    }

    /// <summary>Empties the write-ahead log and writes the times into all receipts that wait.</summary>
    /// <returns>False if a reader still needs the log. The caller tries again later.</returns>
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
