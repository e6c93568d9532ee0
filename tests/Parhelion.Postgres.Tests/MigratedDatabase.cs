using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Tests;

namespace Parhelion.Postgres.Tests;

/// <summary>A database with the schema in it, and a table of counters that tests write what they like into.</summary>
internal sealed class MigratedDatabase : IAsyncDisposable
{
    private readonly List<PostgresDatabase> nodes = [];

    private MigratedDatabase(EmptyDatabase server) => Server = server;

    /// <summary>The way in for whoever administrates it.</summary>
    public EmptyDatabase Server { get; }

    public static async Task<MigratedDatabase> CreateAsync(EmptyDatabase? server = null)
    {
        var database = new MigratedDatabase(server ?? await PostgresServer.CreateDatabaseAsync());
        await database.Node().MigrateAsync(TestContext.Current.CancellationToken);
        await database.Server.RunAsync("CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL)");
        return database;
    }

    /// <summary>One of the nodes that share it.</summary>
    public PostgresDatabase Node(string? connectionString = null)
    {
        var node = new PostgresDatabase(connectionString ?? Server.ConnectionString, Durability.Full, TimeProvider.System);
        nodes.Add(node);
        return node;
    }

    public async Task<long> CounterAsync(string name) => (long?)await Server.RunAsync($"SELECT value FROM counters WHERE name = '{name}'") ?? 0;

    /// <summary>Adds one to a counter, which is there.</summary>
    public static async ValueTask<long> CountAsync(DatabaseSession session, string name) =>
        await session.Sql("UPDATE counters SET value = value + 1 WHERE name = @name RETURNING value").With("@name", name).FirstAsync(row => row.GetInt64(0));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        await Server.DisposeAsync();
    }
}
