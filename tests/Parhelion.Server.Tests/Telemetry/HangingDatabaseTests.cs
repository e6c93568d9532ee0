using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>A scrape while the database does not answer.</summary>
public sealed class HangingDatabaseTests
{
    [Fact]
    public async Task Scrape_does_not_wait_for_the_database_and_leaves_out_what_it_does_not_know()
    {
        HangingDatabase? database = null;
        await using var server = await ParhelionServer.StartAsync(
            options => options.ConfigureServices = services => services.AddSingleton<Database>(all => database = new HangingDatabase(
                new SqliteDatabase(all.GetRequiredService<Storage.DataDirectory>().DatabaseFile, Durability.Os, all.GetRequiredService<TimeProvider>()))),
            TestContext.Current.CancellationToken);
        using var client = server.CreateAnonymousClient();
        var gate = new TaskCompletionSource();
        database!.Gate = gate.Task;
        try
        {
            var scrape = await Scrape.OfAsync(client);

            Assert.NotEmpty(scrape.Series("parhelion_uploads_total"));
            Assert.NotEmpty(scrape.Series("parhelion_disk_free_bytes"));
            Assert.Empty(scrape.Series("parhelion_webhook_waiting"));
            Assert.Empty(scrape.Series("parhelion_removals_oldest_age_seconds"));
        }
        finally
        {
            gate.SetResult();
        }

        await Uploads.WaitAsync(async () => (await Scrape.OfAsync(client)).Series("parhelion_webhook_waiting").Any(), () => "The database answers, and its gauges have no value.");
    }
}
