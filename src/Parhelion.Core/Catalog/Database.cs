namespace Parhelion.Core.Catalog;

/// <summary>The rows: reads on any of many connections, writes as transactions. Implemented once per engine; the SQL is shared.</summary>
public abstract class Database : IAsyncDisposable
{
    private long commits;

    /// <summary>Whether other nodes may work on the same rows: then what is remembered of them has a short life, and work is claimed.</summary>
    public virtual bool IsShared => false;

    /// <summary>The log that keeps what was deleted until it is emptied; <c>null</c> when the engine looks after its own.</summary>
    public virtual WriteAheadLog? Log => null;

    /// <summary>Runs a query. It sees everything that was committed before.</summary>
    public abstract ValueTask<T> ReadAsync<T>(Func<DatabaseSession, CancellationToken, ValueTask<T>> query, CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> as one transaction and returns once it is committed as durably as configured. When it throws,
    /// nothing of it is kept, unless it throws <see cref="CommitInDoubtException"/>. Transactions are serializable: each runs as if it were
    /// alone. The token is honoured until the work begins; what has begun is finished, so that a caller who leaves
    /// tears nothing. The work may be run again when the engine asks for it, so it touches nothing but the session.</summary>
    public abstract Task<T> WriteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken);

    /// <summary>Returns when reads tell the truth about every write that threw <see cref="CommitInDoubtException"/>: it has happened and is seen, or it
    /// never will. PostgreSQL gets there by itself within moments, which the least age of litter covers. Called before bytes are taken for litter because no row is seen.</summary>
    /// <exception cref="System.Data.Common.DbException">The fate of a write is still open.</exception>
    public virtual Task SettleAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Like <see cref="WriteAsync{T}"/>, for work that deletes: it goes on when the disk is full, as far as the engine can help it.</summary>
    public virtual Task<T> DeleteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken) => WriteAsync(work, cancellationToken);

    /// <summary>Whether the disk is full and what is left of it is kept for deletions: nothing else is written.</summary>
    public virtual bool IsShortOfSpace => false;

    /// <summary>Transactions that this process has committed. Rises with each; it is of use to tell whether there were any.</summary>
    public long Commits => Interlocked.Read(ref commits);

    /// <summary>Raises the watermark of the database by one, and at least to <paramref name="least"/>. When this returns, it is on the disk with all
    /// commits before it, whatever the durability.</summary>
    /// <returns>The watermark.</returns>
    public abstract Task<long> RaiseWatermarkAsync(long least, CancellationToken cancellationToken);

    /// <summary>Reads all pages and returns what is damaged, at most some hundred findings. An engine with checks of its own finds nothing here.</summary>
    public virtual Task<IReadOnlyList<string>> FindDamageAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Compares a clock with that of the database, whose time nodes that share it write for each other. An engine in this process has no other clock.</summary>
    public virtual Task CompareAsync(RemoteClock clock, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Returns when the database answers. Waits for one that is started beside the server: PostgreSQL for 30 seconds at most. A file is simply there.</summary>
    /// <exception cref="System.Data.Common.DbException">It does not answer.</exception>
    public virtual Task ReachAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Brings the schema up to date, under a lock. Called once, before anything else is written.</summary>
    public abstract Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Throws unless the database can be reached and takes writes. It writes nothing itself.</summary>
    public abstract Task CheckAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>Counts a commit.</summary>
    protected void CountCommit() => Interlocked.Increment(ref commits);
}
