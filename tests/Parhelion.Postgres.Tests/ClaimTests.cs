using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Postgres.Tests;

/// <summary>Nodes take work from each other: none of it twice, and what one took and did not finish is anybody's in the end.</summary>
public sealed class ClaimTests : IAsyncLifetime
{
    private const int Rows = 90;

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly TimeSpan ClaimTime = TimeSpan.FromMinutes(1);

    private MigratedDatabase database = null!;
    private PostgresDatabase[] nodes = null!;

    public async ValueTask InitializeAsync()
    {
        database = await MigratedDatabase.CreateAsync();
        nodes = [database.Node(), database.Node()];
    }

    public async ValueTask DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Entries_of_the_ledger_are_taken_once_and_come_back_after_the_claim()
    {
        await WriteAsync(async session =>
        {
            for (var i = 0; i < Rows; i++)
            {
                await RemovalTable.InsertAsync(session, new RemovalRow($"{i:D24}", "app", BlobKey.New(), [1], 1, "removed", "key", Now, CascadeId: null, Path: null));
            }
        });
        Task<List<DueRemoval>> TakeAsync(int node, DateTimeOffset now) => nodes[node].WriteAsync(
            session => RemovalTable.ClaimAsync(session, RemovalQueueKind.First, now, now + ClaimTime, 10), TestContext.Current.CancellationToken);

        var taken = await DrainAsync(node => TakeAsync(node, Now));

        Assert.Equal(Enumerable.Range(0, Rows).Select(i => $"{i:D24}"), taken.Select(entry => entry.Id).Order(StringComparer.Ordinal));
        Assert.Empty(await TakeAsync(0, Now + ClaimTime - TimeSpan.FromMilliseconds(1)));
        Assert.Equal(10, (await TakeAsync(1, Now + ClaimTime)).Count);
    }

    [Fact]
    public async Task Deliveries_are_taken_once_and_come_back_after_the_claim()
    {
        await WriteAsync(async session =>
        {
            for (var i = 0; i < Rows; i++) await WebhookDeliveryTable.InsertAsync(session, new WebhookDeliveryRow("hook", $"stream-{i:D2}", $"{i:D24}", "type", 2, Now), isFirst: true);
            // Its turn has not come.
            await WebhookDeliveryTable.InsertAsync(session, new WebhookDeliveryRow("hook", "stream-00", new string('f', 24), "type", 2, Now), isFirst: false);
        });
        Task<List<WebhookDeliveryRow>> TakeAsync(int node, DateTimeOffset now) => nodes[node].WriteAsync(
            session => WebhookDeliveryTable.ClaimAsync(session, "hook", now, now + ClaimTime, 8), TestContext.Current.CancellationToken);

        var taken = await DrainAsync(node => TakeAsync(node, Now));

        Assert.Equal(Enumerable.Range(0, Rows).Select(i => $"{i:D24}"), taken.Select(delivery => delivery.EventId).Order(StringComparer.Ordinal));
        Assert.Empty(await TakeAsync(0, Now + ClaimTime - TimeSpan.FromMilliseconds(1)));
        Assert.Equal(8, (await TakeAsync(1, Now + ClaimTime)).Count);
    }

    [Fact]
    public async Task Cascade_that_one_node_works_on_is_passed_over_by_the_other()
    {
        await WriteAsync(async session =>
        {
            foreach (var id in (string[])["first", "second"]) await CascadeTable.InsertAsync(session, CascadeOf(id));
        });

        // The first one is still at work when the second one looks.
        var (hers, his) = await nodes[0].WriteAsync(
            async session =>
            {
                var one = await CascadeTable.ClaimAsync(session);
                return (one, await nodes[1].WriteAsync(async other => await CascadeTable.ClaimAsync(other), TestContext.Current.CancellationToken));
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(("first", "second"), (hers?.Id, his?.Id));
        // Claimed as long as the transaction lasts, and no longer.
        Assert.Equal("first", (await nodes[1].WriteAsync(async session => await CascadeTable.ClaimAsync(session), TestContext.Current.CancellationToken))?.Id);
    }

    // Both nodes, as fast as they can, until nothing is left.
    private static async Task<List<T>> DrainAsync<T>(Func<int, Task<List<T>>> take)
    {
        var shares = await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var share = new List<T>();
            // Nothing: all that is left may be another's at this moment, for whom the transaction is yet to fail.
            for (var idle = 0; idle < 5; idle++)
            {
                while (await take(worker % 2) is { Count: > 0 } some) share.AddRange(some);
            }

            return share;
        })));
        return [.. shares.SelectMany(share => share)];
    }

    private Task<bool> WriteAsync(Func<DatabaseSession, Task> work) => nodes[0].WriteAsync(
        async session =>
        {
            await work(session);
            return true;
        },
        TestContext.Current.CancellationToken);

    private static CascadeRow CascadeOf(string id) => new()
    {
        Id = id,
        Kind = CascadeKinds.User,
        TargetId = "user",
        AppId = "app",
        Reason = "user_deleted",
        RequestedBy = "key",
        RequestedAt = Now,
    };
}
