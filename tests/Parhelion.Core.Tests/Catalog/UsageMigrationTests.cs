using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Tests;

namespace Parhelion.Core.Tests.Catalog;

/// <summary>A database from before usage was counted gets the usage of what it has.</summary>
public sealed class UsageMigrationTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-usage-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Attachments_and_receipts_that_exist_are_counted()
    {
        await using var database = new SqliteDatabase(Path.Combine(directory, "rows.db"), Durability.Os, TimeProvider.System);
        await database.WriteAsync(UsageMigration.CreateAsync, TestContext.Current.CancellationToken);

        await database.MigrateAsync(TestContext.Current.CancellationToken);

        Assert.Equal(UsageMigration.Expected, await database.ReadAsync(UsageMigration.ReadAsync, TestContext.Current.CancellationToken));
    }
}
