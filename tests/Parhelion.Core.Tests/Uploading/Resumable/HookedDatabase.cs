using Parhelion.Core.Catalog;

namespace Parhelion.Core.Tests.Uploading.Resumable;

/// <summary>A database in which something happens just before the next write.</summary>
internal sealed class HookedDatabase(Database inner) : Database
{
    /// <summary>Runs once, before the next write.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    public override ValueTask<T> ReadAsync<T>(Func<DatabaseSession, CancellationToken, ValueTask<T>> query, CancellationToken cancellationToken) =>
        inner.ReadAsync(query, cancellationToken);

    public override async Task<T> WriteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var hook = BeforeWrite;
        BeforeWrite = null;
        if (hook is not null) await hook();
        return await inner.WriteAsync(work, cancellationToken);
    }

    public override Task<long> RaiseWatermarkAsync(long least, CancellationToken cancellationToken) => inner.RaiseWatermarkAsync(least, cancellationToken);

    public override Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

    public override Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
