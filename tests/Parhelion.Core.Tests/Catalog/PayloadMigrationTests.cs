using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Tests.Catalog;

/// <summary>Events that wait while the schema changes are told all the same.</summary>
public sealed class PayloadMigrationTests : IDisposable
{
    private const string Folder = "Parhelion.Core.Catalog.Schema.";

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-payloads-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Events_that_wait_keep_what_they_tell_once_for_all_webhooks()
    {
        await using var database = new SqliteDatabase(Path.Combine(directory, "rows.db"), Durability.Os, TimeProvider.System);
        await database.WriteAsync(
            async session =>
            {
                await session.Sql("CREATE TABLE schema_versions (version BIGINT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL)").ExecuteAsync();
                foreach (var (version, text) in FilesBefore("event-payloads"))
                {
                    await session.Sql(text).ExecuteAsync();
                    await session.Sql("INSERT INTO schema_versions (version, applied_at) VALUES (@version, 0)").With("@version", version).ExecuteAsync();
                }

                foreach (var hook in (string[])["w1", "w2"])
                {
                    await session.Sql("""
                        INSERT INTO deliveries (webhook_id, stream, event_id, type, payload, created_at, attempts, due_at)
                        VALUES (@webhook, 's', 'e1', 't', '{"a":"é"}', 5, 2, 7), (@webhook, 's', 'e2', 't', '{}', 6, 0, NULL)
                        """).With("@webhook", hook).ExecuteAsync();
                }

                return true;
            },
            TestContext.Current.CancellationToken);

        await database.MigrateAsync(TestContext.Current.CancellationToken);

        var due = await database.ReadAsync((session, token) => WebhookDeliveryTable.DueAsync(session, "w2", DateTimeOffset.UnixEpoch.AddSeconds(1), 9, token), TestContext.Current.CancellationToken);
        Assert.Equal([new WebhookDeliveryRow("w2", "s", "e1", "t", 10, DateTimeOffset.UnixEpoch.AddMilliseconds(5), 2)], due);
        Assert.Equal("""{"a":"é"}""", await PayloadAsync(database, "e1"));
        await database.WriteAsync(Finish("w1", "e1"), TestContext.Current.CancellationToken);
        Assert.Equal("""{"a":"é"}""", await PayloadAsync(database, "e1"));
        await database.WriteAsync(Finish("w2", "e1"), TestContext.Current.CancellationToken);
        Assert.Null(await PayloadAsync(database, "e1"));
        Assert.Equal("{}", await PayloadAsync(database, "e2"));
    }

    private static Func<DatabaseSession, ValueTask<bool>> Finish(string webhook, string eventId) => async session =>
    {
        await WebhookDeliveryTable.FinishAsync(session, new WebhookDeliveryRow(webhook, "s", eventId, "t", 0, DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch);
        return true;
    };

    private static ValueTask<string?> PayloadAsync(Database database, string eventId) =>
        database.ReadAsync((session, token) => EventPayloadTable.FindAsync(session, "s", eventId, token), TestContext.Current.CancellationToken);

    private static IEnumerable<(long Version, string Text)> FilesBefore(string name)
    {
        var assembly = typeof(Database).Assembly;
        foreach (var file in assembly.GetManifestResourceNames().Where(file => file.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (file.Contains(name, StringComparison.Ordinal)) yield break;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
            yield return (long.Parse(file.AsSpan(Folder.Length, 4)), reader.ReadToEnd());
        }
    }
}
