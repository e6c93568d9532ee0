using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Tests.Catalog;

/// <summary>Work that shares a commit.</summary>
public sealed class SqliteWriterTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-writer-").FullName;
    private SqliteDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        database = new SqliteDatabase(Path.Combine(directory, "parhelion.db"), Durability.Os, TimeProvider.System);
        await database.WriteAsync(session => session.Sql("CREATE TABLE notes (note INTEGER PRIMARY KEY)").ExecuteAsync(), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(600)]
    public async Task Work_that_fails_takes_no_other_with_it(int count)
    {
        var all = await InOneCommitAsync(count, note => note % 3 == 0 ? new InvalidDataException($"{note}") : null);

        for (var note = 0; note < count; note++)
        {
            if (note % 3 != 0) Assert.True(await all[note]);
            else Assert.Equal($"{note}", (await Assert.ThrowsAsync<InvalidDataException>(() => all[note])).Message);
        }

        Assert.Equal(Enumerable.Range(0, count).Where(note => note % 3 != 0).Select(note => (long)note), await NotesAsync());
    }

    [Fact]
    public async Task Work_that_breaks_a_rule_of_the_schema_leaves_nothing_and_others_stay()
    {
        var all = await InOneCommitAsync(5, _ => null, second: note => note == 3 ? 1 : note + 100);

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => all[3]);
        Assert.Equal([0, 1, 2, 4, 100, 101, 102, 104], await NotesAsync());
    }

    [Fact]
    public async Task Work_that_nobody_waits_for_any_more_is_not_done()
    {
        using var gone = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        var first = HoldAsync(gate);
        var left = AddAsync(1, null, null, gone.Token);
        var stays = AddAsync(2, null, null, TestContext.Current.CancellationToken);
        var fails = AddAsync(3, new InvalidDataException(), null, TestContext.Current.CancellationToken);
        await gone.CancelAsync();
        gate.Set();

        await first;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.True(await stays);
        await Assert.ThrowsAsync<InvalidDataException>(() => fails);
        Assert.Equal([2], await NotesAsync());
    }

    // All wait behind the first one, and so are taken together.
    private async Task<Task<bool>[]> InOneCommitAsync(int count, Func<int, Exception?> fault, Func<int, int?>? second = null)
    {
        using var gate = new ManualResetEventSlim();
        var first = HoldAsync(gate);
        var all = Enumerable.Range(0, count).Select(note => AddAsync(note, fault(note), second?.Invoke(note), TestContext.Current.CancellationToken)).ToArray();
        gate.Set();
        await first;
        await Task.WhenAll(all).ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return all;
    }

    private Task<bool> HoldAsync(ManualResetEventSlim gate) => database.WriteAsync(
        _ =>
        {
            gate.Wait(TestContext.Current.CancellationToken);
            return new ValueTask<bool>(true);
        },
        TestContext.Current.CancellationToken);

    private Task<bool> AddAsync(int note, Exception? fault, int? second, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await InsertAsync(session, note);
            if (second is { } other) await InsertAsync(session, other);
            return fault is null ? true : throw fault;
        },
        cancellationToken);

    private static ValueTask<int> InsertAsync(DatabaseSession session, int note) =>
        session.Sql("INSERT INTO notes (note) VALUES (@note)").With("@note", (long)note).ExecuteAsync();

    private ValueTask<List<long>> NotesAsync() => database.ReadAsync(
        (session, token) => session.Sql("SELECT note FROM notes ORDER BY note").AllAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);
}
