using System.Text.Json;
using Npgsql;
using Parhelion.Core.Blobs;
using Parhelion.Tests;

namespace Parhelion.Postgres.Tests;

/// <summary>Every statement of the catalog, as PostgreSQL means to run it with full tables: by an index. A walk through
/// a table would also make every write beside it a conflict.</summary>
public sealed class StatementPlanTests(StatementPlanTests.FullDatabase database) : IClassFixture<StatementPlanTests.FullDatabase>
{
    // Whatever is no text.
    private static readonly string[] Numbers =
    [
        "@now", "@turn", "@until", "@due", "@erased", "@purged", "@attempts", "@limit", "@size", "@epoch", "@before", "@received", "@for_message",
        "@created_at", "@received_at", "@signed_up_at", "@to_be_retained", "@expires_at", "@offset", "@created_after", "@created_before", "@full_user", "@full_source", "@bytes", "@unstamped",
        "@link_uploads", "@link_expires_at", "@max_bytes", "@length", "@others", "@active", "@least", "@most", "@after_time",
        "@uploads", "@uploaded_bytes", "@deletions", "@deleted_bytes", "@width", "@height", "@duration", "@last_seen", "@linked_at", "@position", "@max_side",
        "@enabled", "@standby", "@history",
    ];

    private static readonly string[] Bytes = ["@secret", "@secrets", "@media_hash", "@sha256", "@placeholder"];

    // Lists of values.
    private static readonly string[] Lists = ["@ids", "@messages", "@tokens"];

    public static TheoryData<string> Statements { get; } = [.. CatalogStatements.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Statement_is_run_by_an_index(string name)
    {
        var plan = await ExplainAsync(CatalogStatements.All[name]);

        Assert.True(Walks(plan, isLimited: false).Count == 0, $"{string.Join(", ", Walks(plan, isLimited: false))}: {plan}");
    }

    [Theory]
    [InlineData("SELECT id FROM messages WHERE received_at > @now")]
    [InlineData("SELECT token FROM live_attachments a WHERE a.size > @size")]
    [InlineData("SELECT id FROM removals WHERE due_at < @now")]
    public async Task Walk_through_a_table_would_be_seen(string text) => Assert.NotEmpty(Walks(await ExplainAsync(text), isLimited: false));

    // A scan of a table, or of an index from end to end unless a limit ends it.
    private static List<string> Walks(JsonElement node, bool isLimited)
    {
        var type = node.GetProperty("Node Type").GetString()!;
        var walks = new List<string>();
        isLimited |= type == "Limit";
        if (type == "Seq Scan") walks.Add($"{type} of {node.GetProperty("Relation Name")}");
        if (type is "Index Scan" or "Index Only Scan" or "Bitmap Index Scan" && !isLimited && !node.TryGetProperty("Index Cond", out _))
        {
            walks.Add($"{type} of the whole of {node.GetProperty("Index Name")}");
        }

        if (!node.TryGetProperty("Plans", out var plans)) return walks;
        foreach (var plan in plans.EnumerateArray()) walks.AddRange(Walks(plan, isLimited));
        return walks;
    }

    private async Task<JsonElement> ExplainAsync(string text)
    {
        text = PostgresDialect.Translate(text);
        var parameters = CatalogStatements.ParametersOf(text);
        // Longest first: @id is a part of @id_of_another.
        foreach (var name in parameters.OrderByDescending(name => name.Length)) text = text.Replace(name, $"${parameters.Index().First(pair => pair.Item == name).Index + 1}", StringComparison.Ordinal);
        var types = string.Join(", ", parameters.Select(name => Numbers.Contains(name) ? "bigint" : Bytes.Contains(name) ? "bytea" : "text"));
        await using var connection = await database.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var (head, values) = parameters.Count == 0 ? ("", "") : ($"({types})", $"({string.Join(", ", parameters.Select(ValueOf))})");
        await using var prepare = new NpgsqlCommand($"PREPARE statement{head} AS {text}", connection);
        await prepare.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var explain = new NpgsqlCommand($"EXPLAIN (FORMAT JSON) EXECUTE statement{values}", connection);
        var plan = (string)(await explain.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        await using var forget = new NpgsqlCommand("DEALLOCATE statement", connection);
        await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return JsonDocument.Parse(plan).RootElement[0].GetProperty("Plan");
    }

    private static string ValueOf(string parameter) =>
        parameter == "@limit" ? "100" : Numbers.Contains(parameter) ? "1000" : Lists.Contains(parameter) ? """'["x"]'""" : "'x'";

    /// <summary>Five thousand rows in each table, and the connections of the server.</summary>
    public sealed class FullDatabase : IAsyncLifetime
    {
        private EmptyDatabase database = null!;

        public NpgsqlDataSource Source { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            database = await PostgresServer.CreateDatabaseAsync();
            await using (var rows = new PostgresDatabase(database.ConnectionString, Durability.Os, TimeProvider.System)) await rows.MigrateAsync(TestContext.Current.CancellationToken);
            await database.RunAsync("""
                DO $$
                DECLARE filled record;
                BEGIN
                    FOR filled IN
                        SELECT table_name AS name, string_agg(column_name, ', ' ORDER BY ordinal_position) AS columns,
                            string_agg(CASE WHEN column_name = 'for_message' THEN 'i % 2' WHEN column_name = 'held_by' THEN '(ARRAY[''app'', ''conversation'', ''messages''])[i % 3 + 1]'
                                WHEN column_name = 'state' THEN '(ARRAY[''open'', ''complete'', ''gone''])[i % 3 + 1]'
                                WHEN data_type = 'bigint' THEN 'i' WHEN data_type = 'bytea' THEN 'decode(md5(i::text), ''hex'')' ELSE 'md5(i::text)' END, ', ' ORDER BY ordinal_position) AS val
                        FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
                        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'schema_versions' GROUP BY table_name
                    LOOP
                        EXECUTE format('INSERT INTO %I (%s) SELECT %s FROM generate_series(1, 5000) i', filled.name, filled.columns, filled.val);
                    END LOOP;
                END $$
                """);
            await database.RunAsync("ANALYZE");
            Source = PostgresConnections.Pool(database.ConnectionString, Durability.Os);
        }

        public async ValueTask DisposeAsync()
        {
            await Source.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}
