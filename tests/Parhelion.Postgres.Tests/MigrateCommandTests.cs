using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Tests;

namespace Parhelion.Postgres.Tests;

/// <summary>The schema: made once, whoever comes first, and of the same order of bytes as in SQLite.</summary>
public sealed class MigrateCommandTests
{
    [Fact]
    public async Task Five_nodes_that_start_at_once_make_one_schema()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        var nodes = Enumerable.Range(0, 5).Select(_ => new PostgresDatabase(database.ConnectionString, Durability.Full, TimeProvider.System)).ToList();

        await Task.WhenAll(nodes.Select(node => node.MigrateAsync(TestContext.Current.CancellationToken)));

        foreach (var node in nodes) await node.DisposeAsync();
        Assert.Equal(1L, await database.RunAsync("SELECT min(version) FROM schema_versions"));
        Assert.Equal(await database.RunAsync("SELECT max(version) FROM schema_versions"), await database.RunAsync("SELECT count(*) FROM schema_versions"));
    }

    [Fact]
    public async Task Schema_of_a_newer_server_is_left_alone()
    {
        await using var database = await MigratedDatabase.CreateAsync();
        await database.Server.RunAsync("INSERT INTO schema_versions VALUES (9999, 0)");

        var fault = await Assert.ThrowsAsync<UnusableDatabaseException>(() => database.Node().MigrateAsync(TestContext.Current.CancellationToken));

        Assert.Contains("use the newer version", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_started_after_the_node_is_waited_for()
    {
        await using var engine = await EngineScript.StartAsync("postgres.sh");
        await using var database = await EmptyDatabase.CreateAsync(PostgresServer.ConnectionOf(engine));
        await engine.StopAsync();
        await using var node = new PostgresDatabase(database.ConnectionString, Durability.Full, TimeProvider.System);

        var migration = node.MigrateAsync(TestContext.Current.CancellationToken);
        await engine.StartAsync();

        await migration;
        await node.CheckAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("Database=missing")]
    [InlineData("Password=wrong")]
    public async Task What_waiting_does_not_change_is_not_waited_for(string fault)
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        await using var node = new PostgresDatabase($"{database.ConnectionString};{fault}", Durability.Full, TimeProvider.System);

        var answer = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => node.MigrateAsync(TestContext.Current.CancellationToken));

        Assert.Contains(answer.SqlState, (string[])["3D000", "28P01"]);
    }

    [Fact]
    public async Task Texts_are_compared_byte_by_byte_in_a_database_of_another_language()
    {
        await using var database = await MigratedDatabase.CreateAsync();
        string[] ids = ["a", "B", "Z", "_", "-", "é", "zz", "0", "a-b", "aB", "\uFFFD", "ab"];
        // To be sure that it would show.
        Assert.NotEqual("B", await database.Server.RunAsync("SELECT min(x) FROM (VALUES ('a'), ('B')) v(x)"));
        var node = database.Node();
        await node.WriteAsync(
            async session =>
            {
                foreach (var id in ids) await AppTable.InsertAsync(session, new AppRow(id, "An app", "{}", null), DateTimeOffset.UnixEpoch);
                return true;
            },
            TestContext.Current.CancellationToken);

        var rows = await node.ReadAsync((session, token) => AppTable.ListAsync(session, new Core.PageRequest("", false, 100), token), TestContext.Current.CancellationToken);

        Assert.Equal(ids.OrderBy(id => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(id)), StringComparer.Ordinal), rows.Select(row => row.Id));
        Assert.Equal(0L, await database.Server.RunAsync(
            "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text' AND table_name <> 'counters' AND collation_name IS DISTINCT FROM 'C'"));
    }

    [Fact]
    public async Task Nul_inside_of_json_comes_back_as_it_was()
    {
        await using var database = await MigratedDatabase.CreateAsync();
        var node = database.Node();
        var app = new AppRow("app", "An app", "{}", """{"note":"a\u0000b"}""");

        await node.WriteAsync(
            async session =>
            {
                await AppTable.InsertAsync(session, app, DateTimeOffset.UnixEpoch);
                return true;
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(app, await node.ReadAsync((session, token) => AppTable.FindAsync(session, "app", token), TestContext.Current.CancellationToken));
    }
}
