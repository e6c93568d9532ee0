using Npgsql;

[assembly: AssemblyFixture(typeof(Parhelion.Tests.PostgresServerEnd))]

namespace Parhelion.Tests;

/// <summary>The PostgreSQL of a test process, started when a test asks for it first. Each test has a database of its own in it.</summary>
internal static class PostgresServer
{
    private static readonly Lazy<Task<EngineScript>> Engine = new(() => EngineScript.StartAsync("postgres.sh", ("MEMORY", "yes")));

    /// <summary>An empty database, or a copy of another one that nobody uses.</summary>
    public static async Task<EmptyDatabase> CreateDatabaseAsync(EmptyDatabase? template = null) => await EmptyDatabase.CreateAsync(ConnectionOf(await Engine.Value), template);

    /// <summary>The connection string of a role that may make databases.</summary>
    public static string ConnectionOf(EngineScript engine) => engine.Told["CONNECTION"];

    /// <summary>Stops it, when it was started.</summary>
    public static async ValueTask StopAsync()
    {
        if (Engine.IsValueCreated && Engine.Value.IsCompletedSuccessfully) await (await Engine.Value).DisposeAsync();
    }
}

/// <summary>The end of the test process.</summary>
public sealed class PostgresServerEnd : IAsyncDisposable
{
    public ValueTask DisposeAsync() => PostgresServer.StopAsync();
}

/// <summary>A database that is dropped with whoever is still connected to it.</summary>
internal sealed class EmptyDatabase : IAsyncDisposable
{
    private readonly string administration;
    private readonly string name = $"test_{Guid.NewGuid():N}";

    private EmptyDatabase(string administration) => this.administration = administration;

    public string ConnectionString => new NpgsqlConnectionStringBuilder(administration) { Database = name }.ConnectionString;

    public static async Task<EmptyDatabase> CreateAsync(string administration, EmptyDatabase? template = null)
    {
        var database = new EmptyDatabase(administration);
        // Copying files takes a quarter of the processor time of copying pages through the log, which is the default.
        await database.AdministrateAsync($"CREATE DATABASE {database.name} TEMPLATE {template?.name ?? "template1"} STRATEGY FILE_COPY");
        return database;
    }

    /// <summary>Runs a statement on a connection of its own.</summary>
    public Task<object?> RunAsync(string text) => RunAsync(ConnectionString, text);

    /// <summary>Ends every session on this database whose last statement is like a pattern; how many they were.</summary>
    public async Task<long> TerminateAsync(string pattern = "%") => (long)(await RunAsync(
        $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid() AND query LIKE '{pattern}'"))!;

    public async ValueTask DisposeAsync() => await AdministrateAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    private Task<object?> AdministrateAsync(string text) => RunAsync(administration, text);

    private static async Task<object?> RunAsync(string connectionString, string text)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync();
    }
}
