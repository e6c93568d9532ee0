using Parhelion.Core.Blobs;
using Parhelion.Tests;

namespace Parhelion.Postgres.Tests;

/// <summary>Users of simulated channels become clients.</summary>
public sealed class ChannelMigrationTests
{
    [Fact]
    public async Task Users_of_channels_become_clients_and_deliveries_name_them()
    {
        await using var server = await PostgresServer.CreateDatabaseAsync();
        await using var database = new PostgresDatabase(server.ConnectionString, Durability.Os, TimeProvider.System);
        await database.WriteAsync(ChannelMigration.CreateAsync, TestContext.Current.CancellationToken);

        await database.MigrateAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ChannelMigration.Expected, await database.ReadAsync(ChannelMigration.ReadAsync, TestContext.Current.CancellationToken));
    }
}
