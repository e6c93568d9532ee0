using Microsoft.Data.Sqlite;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Tests.Catalog;

/// <summary>Whose a database is can be read in every state that a crash leaves.</summary>
public sealed class SqliteStateReaderTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-peek-").FullName;

    private string Database => Path.Combine(directory, "a.db");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    // The very first change is made before the file has a log; a power cut leaves its rollback journal, which a connection that cannot write must not play back.
    [Fact]
    public async Task Database_whose_first_change_was_interrupted_is_empty()
    {
        await InterruptAsync();

        var state = await SqliteIdentityReader.ReadAsync(Database, TestContext.Current.CancellationToken);

        Assert.Equal(new DatabaseIdentity(0, InstallationValues.Empty, null), state);
        await using var opened = new SqliteDatabase(Database, Durability.Full, TimeProvider.System);
        await opened.MigrateAsync(TestContext.Current.CancellationToken);
    }

    // In the middle of a transaction that SQLite has begun to write into the file.
    private async Task InterruptAsync()
    {
        var file = Path.Combine(directory, "whole.db");
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA cache_size = 1;
            CREATE TABLE numbers (n INTEGER, text TEXT);
            BEGIN;
            INSERT INTO numbers WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1000) SELECT n, printf('%100d', n) FROM n;
            """;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        File.Copy(file, Database);
        File.Copy($"{file}-journal", $"{Database}-journal");
        Assert.NotEqual(0, new FileInfo($"{Database}-journal").Length);
    }
}
