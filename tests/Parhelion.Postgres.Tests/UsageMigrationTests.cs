using Parhelion.Core.Blobs;
using Parhelion.Tests;

namespace Parhelion.Postgres.Tests;

/// <summary>A database from before usage was counted gets the usage of what it has.</summary>
public sealed class UsageMigrationTests
{
    [Fact]
    public async Task Attachments_and_receipts_that_exist_are_counted()
    {
        await using var server = await PostgresServer.CreateDatabaseAsync();
        await using var database = new PostgresDatabase(server.ConnectionString, Durability.Os, TimeProvider.System);
        await database.WriteAsync(UsageMigration.CreateAsync, TestContext.Current.CancellationToken);

        await database.MigrateAsync(TestContext.Current.CancellationToken);

        Assert.Equal(UsageMigration.Expected, await database.ReadAsync(UsageMigration.ReadAsync, TestContext.Current.CancellationToken));
    }
}
