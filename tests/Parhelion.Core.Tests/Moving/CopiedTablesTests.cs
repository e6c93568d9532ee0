using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Moving;

namespace Parhelion.Core.Tests.Moving;

/// <summary>The list of what is copied, against the schema that the migrations make: whoever adds a column is told here that it must be copied.</summary>
public sealed partial class CopiedTablesTests : IAsyncLifetime
{
    private static readonly string[] NotCopied = ["console_sessions", "installation", "late_writes", "renditions", "resumable_uploads", "schema_versions"];

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-tables-").FullName;
    private SqliteConnection connection = null!;

    public async ValueTask InitializeAsync()
    {
        var file = Path.Combine(directory, "parhelion.db");
        await using (var database = new SqliteDatabase(file, Durability.Os, TimeProvider.System)) await database.MigrateAsync(TestContext.Current.CancellationToken);
        connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void Every_table_is_copied() =>
        Assert.Equal(
            Query("SELECT name FROM sqlite_master WHERE type = 'table'", row => row.GetString(0)).Except(NotCopied, StringComparer.Ordinal).Order(StringComparer.Ordinal),
            CopiedTables.All.Select(table => table.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_column_is_copied()
    {
        foreach (var table in CopiedTables.All)
        {
            var columns = Query($"PRAGMA table_info({table.Name})", row => (Name: row.GetString(1), Key: row.GetInt32(5)));
            Assert.Equal(columns.Select(column => column.Name).Order(StringComparer.Ordinal), table.Columns.Order(StringComparer.Ordinal));
            Assert.Equal(columns.Where(column => column.Key > 0).OrderBy(column => column.Key).Select(column => column.Name), table.Key);
        }
    }

    [Fact]
    public void Every_kind_of_column_is_the_one_of_the_schema()
    {
        foreach (var table in CopiedTables.All)
        {
            var kinds = Query($"PRAGMA table_info({table.Name})", row => (row.GetString(1), row.GetString(2))).ToDictionary(StringComparer.Ordinal);
            foreach (var column in table.Columns) Assert.Equal(kinds[column], table.KindOf(column));
        }
    }

    [Fact]
    public void Every_unique_index_is_known()
    {
        foreach (var table in CopiedTables.All)
        {
            var indexes = Query($"PRAGMA index_list({table.Name})", row => (Name: row.GetString(1), IsUnique: row.GetInt64(2) == 1, Origin: row.GetString(3)));
            Assert.Equal(indexes.Count(index => index.IsUnique && index.Origin != "pk"), table.Unique.Count);
            foreach (var index in indexes.Where(index => index.IsUnique && index.Origin != "pk"))
            {
                var columns = Query($"PRAGMA index_info({index.Name})", row => row.GetString(2));
                Assert.Contains(table.Unique, unique => !columns.Except(unique.Columns, StringComparer.Ordinal).Any());
            }
        }
    }

    [Fact]
    public void Every_statement_is_run_by_an_index()
    {
        foreach (var text in CopiedTables.All.SelectMany(table => table.Texts))
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"EXPLAIN QUERY PLAN {text}";
            foreach (var name in Parameters().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal)) command.Parameters.AddWithValue(name, 1);
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var step = reader.GetString(3);
                Assert.False(FullScan().IsMatch(step) && !text.StartsWith("SELECT 1", StringComparison.Ordinal), $"{step}: {text}");
                Assert.DoesNotContain("TEMP B-TREE", step, StringComparison.Ordinal);
            }
        }
    }

    private List<T> Query<T>(string text, Func<SqliteDataReader, T> row)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }

    [GeneratedRegex(@"^SCAN (?!CONSTANT ROW|\d+ CONSTANT ROWS|\d+-ROW VALUES)\w+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FullScan();

    [GeneratedRegex(@"@\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameters();
}
