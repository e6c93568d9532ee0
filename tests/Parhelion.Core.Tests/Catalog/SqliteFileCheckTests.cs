using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Tests.Catalog;

/// <summary>What a power cut can leave of a log is taken, and damage is found, wherever it is.</summary>
public sealed class SqliteFileCheckTests : IAsyncLifetime
{
    private const int Commits = 60;

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-log-").FullName;
    private readonly List<long> ends = [];
    private SqliteDatabase database = null!;
    private byte[] log = null!;

    private string Database => Path.Combine(directory, "a.db");

    private string Inspected => Path.Combine(directory, "b.db");

    public async ValueTask InitializeAsync()
    {
        database = new SqliteDatabase(Database, Durability.Full, TimeProvider.System);
        await database.MigrateAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < Commits; i++)
        {
            await database.RaiseWatermarkAsync(0, TestContext.Current.CancellationToken);
            ends.Add(new FileInfo(Database + "-wal").Length);
        }

        log = await ReadAsync(Database + "-wal");
        await File.WriteAllBytesAsync(Inspected, await ReadAsync(Database), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void Whole_log_is_whole()
    {
        var findings = Inspect(log);

        Assert.Null(findings.Damage);
        Assert.True(findings.WasInterrupted);
    }

    [Fact]
    public void Log_that_is_torn_off_anywhere_is_taken()
    {
        for (var length = 0; length < log.Length; length += 997) Assert.Null(Inspect(log[..length]).Damage);
    }

    // Of a transaction that was not flushed the disk may have any sectors.
    [Fact]
    public void Last_transaction_may_be_garbage()
    {
        var random = new Random(5);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var torn = (byte[])log.Clone();
            for (var sector = (int)ends[^2]; sector < torn.Length; sector += 512)
            {
                if (random.Next(2) == 0) Array.Clear(torn, sector, Math.Min(512, torn.Length - sector));
            }

            Assert.Null(Inspect(torn).Damage);
        }
    }

    [Fact]
    public void One_byte_anywhere_before_the_last_commits_is_found()
    {
        var random = new Random(7);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var flipped = (byte[])log.Clone();
            var at = random.Next(32, (int)ends[^5]);
            flipped[at] ^= (byte)(1 << random.Next(8));
            Assert.Contains("damaged in the middle", Inspect(flipped).Damage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Header_that_is_gone_is_found()
    {
        foreach (var bytes in (int[])[4, 28, 32, 512])
        {
            var damaged = (byte[])log.Clone();
            Array.Clear(damaged, 0, bytes);
            Assert.Contains("header", Inspect(damaged).Damage, StringComparison.Ordinal);
        }
    }

    // With Durability=Os commits are not flushed one by one.
    [Fact]
    public void Log_of_commits_that_were_not_flushed_may_be_torn_in_the_middle()
    {
        var torn = (byte[])log.Clone();
        Array.Clear(torn, (int)ends[10], 4096);
        Assert.NotNull(Inspect(torn).Damage);

        File.WriteAllText(Inspected + "-unflushed", "");

        Assert.Null(Inspect(torn).Damage);
    }

    [Fact]
    public async Task Log_that_begins_anew_over_an_older_one_is_whole()
    {
        Assert.Equal(0, await CheckpointAsync());
        for (var i = 0; i < 5; i++)
        {
            await database.RaiseWatermarkAsync(0, TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(Inspected, await ReadAsync(Database), TestContext.Current.CancellationToken);
            Assert.Null(Inspect(await ReadAsync(Database + "-wal")).Damage);
        }
    }

    [Fact]
    public async Task Log_of_a_later_time_beside_an_earlier_copy_is_found()
    {
        Assert.Equal(0, await CheckpointAsync());
        var earlier = await ReadAsync(Database);
        for (var i = 0; i < 2; i++) await database.RaiseWatermarkAsync(0, TestContext.Current.CancellationToken);
        Assert.Equal(0, await CheckpointAsync());
        await database.RaiseWatermarkAsync(0, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Inspected, earlier, TestContext.Current.CancellationToken);

        var findings = Inspect(await ReadAsync(Database + "-wal"));

        Assert.True(findings.IsLogForeign);
        Assert.Contains("does not belong to this database file", findings.Damage, StringComparison.Ordinal);
    }

    private ValueTask<long> CheckpointAsync() => database.ReadAsync(
        (session, token) => session.Sql("PRAGMA wal_checkpoint(RESTART)").FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);

    private SqliteFileCheckResult Inspect(byte[] bytes)
    {
        File.WriteAllBytes(Inspected + "-wal", bytes);
        return SqliteFileCheck.Inspect(Inspected);
    }

    // Through another program: closing the database file in this one would end the locks of SQLite.
    private static async Task<byte[]> ReadAsync(string file)
    {
        var copy = file + ".copy";
        using var program = System.Diagnostics.Process.Start("cp", [file, copy]);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken);
    }
}
