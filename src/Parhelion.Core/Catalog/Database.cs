namespace Parhelion.Core.Catalog;

/// <summary>Runs queries and writing transactions on the database of an installation. The database is SQLite or PostgreSQL. Queries run on many connections at
/// the same time. Writing transactions are serializable.</summary>
/// <remarks>One subclass is for SQLite and one is for PostgreSQL. Both subclasses run the same SQL.</remarks>
public abstract class Database : IAsyncDisposable
{
    private long commits;

    /// <summary>Whether other nodes may use the same database. Then cached rows expire soon, and a node claims work before it starts it.</summary>
    public virtual bool IsShared => false;

    /// <summary>The write-ahead log, which keeps deleted data until it is emptied; <c>null</c> when the engine manages its log itself.</summary>
    public virtual WriteAheadLogCleaner? Log => null;

    /// <summary>Runs a query. It sees every transaction that was committed before.</summary>
    public abstract ValueTask<T> ReadAsync<T>(Func<DatabaseSession, CancellationToken, ValueTask<T>> query, CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> as one transaction and returns when it is committed with the configured durability. Transactions are
    /// serializable. When the work or the commit throws, nothing is kept, except possibly after <see cref="CommitInDoubtException"/>. The token is honoured
    /// until the work begins; work that has begun is finished, even if the caller has gone. The work may run more than once when the engine requires it, so it
    /// must have no side effects outside the session.</summary>
    public abstract Task<T> WriteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken);

    /// <summary>Returns when reads show the outcome of every write that threw <see cref="CommitInDoubtException"/>: its rows are visible, or it can never be
    /// committed any more. PostgreSQL reaches this state by itself within moments, which is less than the minimum age of an orphan. Call this before you treat
    /// a blob without a row as an orphan.</summary>
    /// <exception cref="System.Data.Common.DbException">The outcome of a write is still unknown.</exception>
    public virtual Task ResolveInDoubtCommitsAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs a transaction that deletes, like <see cref="WriteAsync{T}"/>. If the engine can, it also works while the disk is full.</summary>
    public virtual Task<T> DeleteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken) => WriteAsync(work, cancellationToken);

    /// <summary>Whether the disk is full and the remaining space is reserved for deletions. Other writes fail.</summary>
    public virtual bool IsShortOfSpace => false;

    /// <summary>Number of transactions that this process has committed. Compare two values to see whether there were any in between.</summary>
    public long Commits => Interlocked.Read(ref commits);

    /// <summary>Raises the watermark of the database by one, and at least to <paramref name="least"/>. When this returns, the watermark and all earlier commits
    /// are flushed to the disk, whatever the durability.</summary>
    /// <returns>The new watermark.</returns>
    public abstract Task<long> RaiseWatermarkAsync(long least, CancellationToken cancellationToken);

    /// <summary>Reads all pages and describes damage, with at most about a hundred findings.
    /// Returns nothing for an engine that has checks of its own.</summary>
    public virtual Task<IReadOnlyList<string>> FindDamageAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Compares a clock with that of the database server, whose time is the common time of nodes that share it. Does nothing for an engine in this
    /// process, which has no clock of its own.</summary>
    public virtual Task CompareAsync(RemoteClock clock, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until the database responds: PostgreSQL for at most 30 seconds, because it
    /// may be starting together with the server. Returns at once for a file.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not respond.</exception>
    public virtual Task CheckConnectionAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Migrates the schema to the newest version, under a lock. Called once, before any other write.</summary>
    public abstract Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Throws unless the database can be reached and accepts writes. Writes nothing.</summary>
    public abstract Task CheckAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>Counts a commit.</summary>
    protected void CountCommit() => Interlocked.Increment(ref commits);
}
