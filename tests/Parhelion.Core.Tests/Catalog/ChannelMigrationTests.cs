using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Tests;

namespace Parhelion.Core.Tests.Catalog;

/// <summary>Users of simulated channels become clients.</summary>
public sealed class ChannelMigrationTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-channels-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Users_of_channels_become_clients_and_deliveries_name_them()
    {
        await using var database = new SqliteDatabase(Path.Combine(directory, "rows.db"), Durability.Os, TimeProvider.System);
        await database.WriteAsync(ChannelMigration.CreateAsync, TestContext.Current.CancellationToken);

        await database.MigrateAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ChannelMigration.Expected, await database.ReadAsync(ChannelMigration.ReadAsync, TestContext.Current.CancellationToken));
    }
}
