using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Tests;

namespace Parhelion.Core.Tests.Catalog;

/// <summary>Every statement of the catalog, as SQLite means to run it: by an index, never by walking through a table, and never by sorting.</summary>
public sealed partial class QueryPlanTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-plans-").FullName;
    private SqliteConnection connection = null!;

    public static TheoryData<string> Statements { get; } = [.. CatalogStatements.All.Where(statement => !IsForNodes(statement.Value)).Select(statement => statement.Key).Order(StringComparer.Ordinal)];

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

    [Theory]
    [MemberData(nameof(Statements))]
    public void Statement_is_run_by_an_index(string name)
    {
        var text = CatalogStatements.All[name];
        var plan = Explain(text);

        // The rows of a subquery may be walked: its own steps are in the plan.
        Assert.DoesNotContain(plan, step => FullScan().IsMatch(step) && !plan.Contains(step.Replace("SCAN", "CO-ROUTINE", StringComparison.Ordinal)));
        // The values of a parameter are walked too.
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal) && !step.StartsWith("SCAN json_each ", StringComparison.Ordinal) && !text.Contains("LIMIT", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("MATERIALIZE", StringComparison.Ordinal) || step.Contains("AUTOMATIC", StringComparison.Ordinal));
    }

    [Fact]
    public void All_tables_are_looked_at() => Assert.True(CatalogStatements.All.Count > 60, $"Only {CatalogStatements.All.Count} statements were found.");

    [Theory]
    [InlineData("SELECT * FROM messages WHERE received_at > 1")]
    [InlineData("SELECT * FROM live_attachments a WHERE a.size > 1")]
    public void Walk_through_a_table_would_be_seen(string text) => Assert.Contains(Explain(text), step => FullScan().IsMatch(step));

    // Work is claimed where nodes share a database, which no SQLite is.
    private static bool IsForNodes(string text) => text.StartsWith("WITH due AS MATERIALIZED", StringComparison.Ordinal);

    private List<string> Explain(string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {SqliteDatabase.Translate(text)}";
        foreach (var name in CatalogStatements.ParametersOf(text)) command.Parameters.AddWithValue(name, 1);
        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read()) steps.Add(reader.GetString(3));
        return steps;
    }

    // "SCAN x USING INDEX" walks an index in order, which a LIMIT must end; the bare form walks the table.
    [GeneratedRegex(@"^SCAN (?!CONSTANT ROW)\w+( AS \w+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FullScan();
}
