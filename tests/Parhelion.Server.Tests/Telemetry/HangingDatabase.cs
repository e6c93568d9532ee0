using Parhelion.Core.Catalog;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>A database whose queries do not answer until the test says so.</summary>
internal sealed class HangingDatabase(Database inner) : Database
{
    /// <summary>What queries wait for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public override WriteAheadLogCleaner? Log => inner.Log;

    public override bool IsShortOfSpace => inner.IsShortOfSpace;

    public override async ValueTask<T> ReadAsync<T>(Func<DatabaseSession, CancellationToken, ValueTask<T>> query, CancellationToken cancellationToken)
    {
        await Gate;
        return await inner.ReadAsync(query, cancellationToken);
    }

    public override Task<T> WriteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken) => inner.WriteAsync(work, cancellationToken);

    public override Task<T> DeleteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken) => inner.DeleteAsync(work, cancellationToken);

    public override Task<long> RaiseWatermarkAsync(long least, CancellationToken cancellationToken) => inner.RaiseWatermarkAsync(least, cancellationToken);

    public override Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

    public override Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
