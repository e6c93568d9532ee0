using Microsoft.Extensions.Time.Testing;
using Parhelion.Core.Auditing;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Tests.Auditing;

/// <summary>The buffer of reads of private attachments: what it leaves out, its bounds, and that nothing is written twice.</summary>
public sealed class PrivateReadAuditBufferTests : IAsyncLifetime
{
    private static readonly AuditActor Reader = new("node", "app_1", "app");

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-reads-").FullName;
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero));
    private SqliteDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        database = new SqliteDatabase(Path.Combine(directory, "parhelion.db"), Durability.Os, clock);
        await database.MigrateAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Read_is_recorded_once_in_a_minute_of_the_clock()
    {
        var buffer = new PrivateReadAuditBuffer(database, clock);

        foreach (var seconds in (int[])[0, 30, 29, 1, 59])
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            Add(buffer, "file");
        }

        await buffer.WriteAsync(TestContext.Current.CancellationToken);
        // At 9:30:00 and 9:31:00; at 9:31:59 the minute is the same.
        Assert.Equal([0, 60], (await AllAsync()).Select(entry => (int)(entry.CreatedAt - new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero)).TotalSeconds));
        Assert.Equal(0, buffer.TakeLost());
    }

    [Fact]
    public async Task Reads_beyond_the_bound_are_counted()
    {
        var buffer = new PrivateReadAuditBuffer(database, clock);

        for (var i = 0; i < PrivateReadAuditBuffer.MaxWaiting + 10; i++) Add(buffer, $"file {i}");

        Assert.Equal(10, buffer.TakeLost());
        Assert.Equal(0, buffer.TakeLost());
        await buffer.WriteAsync(TestContext.Current.CancellationToken);
        Assert.Equal(PrivateReadAuditBuffer.MaxWaiting, (await AllAsync()).Count);
        for (var i = 0; i < PrivateReadAuditBuffer.MaxPairs; i++) Add(buffer, $"another file {i}");
        // Of these as many fit as there are pairs left, and of those as many as can wait.
        Assert.Equal(PrivateReadAuditBuffer.MaxPairs - PrivateReadAuditBuffer.MaxWaiting, buffer.TakeLost());
    }

    [Fact]
    public async Task Entries_wait_while_the_database_fails_and_none_is_written_twice()
    {
        var failing = new DoubtfulDatabase(database);
        var buffer = new PrivateReadAuditBuffer(failing, clock);
        for (var i = 0; i < 300; i++) Add(buffer, $"file {i}");

        // The first batch is committed, and the writer does not learn it.
        await Assert.ThrowsAsync<CommitInDoubtException>(() => buffer.WriteAsync(TestContext.Current.CancellationToken));
        await buffer.WriteAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"file {i}"), (await AllAsync()).Select(entry => entry.SubjectId));
    }

    private static void Add(PrivateReadAuditBuffer buffer, string file) => buffer.Add(() => Reader, Reader.Name, "app", file, "key");

    private async Task<List<AuditEntry>> AllAsync()
    {
        var entries = new List<AuditEntry>();
        await foreach (var entry in new AuditReader(database).ExportAsync(new AuditFilter(), TestContext.Current.CancellationToken)) entries.Add(entry);
        return entries;
    }

    // Commits its first transaction and says that it does not know.
    private sealed class DoubtfulDatabase(Database inner) : Database
    {
        private bool hasFailed;

        public override ValueTask<T> ReadAsync<T>(Func<DatabaseSession, CancellationToken, ValueTask<T>> query, CancellationToken cancellationToken) => inner.ReadAsync(query, cancellationToken);

        public override async Task<T> WriteAsync<T>(Func<DatabaseSession, ValueTask<T>> work, CancellationToken cancellationToken)
        {
            var result = await inner.WriteAsync(work, cancellationToken);
            if (hasFailed) return result;
            hasFailed = true;
            throw new CommitInDoubtException("The connection was lost.", new IOException());
        }

        public override Task<long> RaiseWatermarkAsync(long least, CancellationToken cancellationToken) => inner.RaiseWatermarkAsync(least, cancellationToken);

        public override Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

        public override Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

        public override ValueTask DisposeAsync() => default;
    }
}
