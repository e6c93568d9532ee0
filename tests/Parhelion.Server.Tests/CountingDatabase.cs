using Parhelion.Core.Catalog;

namespace Parhelion.Server.Tests;

/// <summary>A database that tells of every read.</summary>
internal sealed class CountingDatabase(Database inner, Action onRead) : Database
{
    public override WriteAheadLogCleaner? Log => inner.Log;

    public override ValueTask<T> ReadAsync<T>(Func<DatabaseSession, CancellationToken, ValueTask<T>> query, CancellationToken cancellationToken)
    {
        onRead();
        return inner.ReadAsync(query, cancellationToken);
    }

    public override Task<T> WriteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken) => inner.WriteAsync(work, cancellationToken);

    public override Task<long> RaiseWatermarkAsync(long least, CancellationToken cancellationToken) => inner.RaiseWatermarkAsync(least, cancellationToken);
    public override Task<T> DeleteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken) => inner.DeleteAsync(work, cancellationToken);

    public override bool IsShortOfSpace => inner.IsShortOfSpace;

    public override Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

    public override Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public override ValueTask DisposeAsync() => default;
}
