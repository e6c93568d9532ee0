using System.Collections.Concurrent;
using Parhelion.Core.Catalog;
using Parhelion.Tests;

namespace Parhelion.Postgres.Tests;

/// <summary>What nodes tell each other.</summary>
public sealed class InvalidationChannelTests : IAsyncLifetime
{
    private readonly CancellationTokenSource end = new();
    private readonly List<Listener> listeners = [];
    private EmptyDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await PostgresServer.CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        foreach (var listener in listeners) await listener.DisposeAsync();
        await database.DisposeAsync();
        end.Dispose();
    }

    [Fact]
    public async Task Notice_is_heard_by_the_others_and_not_by_oneself()
    {
        var (one, other) = (await ListenAsync(), await ListenAsync());

        one.Bulletin.Post(new InvalidationMessage(InvalidationKind.Key, "app_1"));
        one.Bulletin.Post(new InvalidationMessage(InvalidationKind.App, "a"));
        await other.WaitAsync(3);
        // What it hears next is the other's: its own would have come before.
        other.Bulletin.Post(new InvalidationMessage(InvalidationKind.Integration, "i"));
        await one.WaitAsync(2);

        Assert.Equal(["Everything ", "Key app_1", "App a"], other.Heard);
        Assert.Equal(["Everything ", "Integration i"], one.Heard);
    }

    [Fact]
    public async Task Attachments_come_through_whole_however_many()
    {
        var (one, other) = (await ListenAsync(), await ListenAsync());
        var keys = Enumerable.Range(0, 2_000).Select(i => $"{i:D24}").ToList();

        foreach (var some in keys.Chunk(InvalidationChannel.MaxIds)) one.Bulletin.Post(new InvalidationMessage(InvalidationKind.Attachments, some));

        await WaitAsync(() => other.Keys.Count() >= keys.Count, () => $"{other.Keys.Count()} of {keys.Count} were heard");
        Assert.Equal(keys, other.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_was_cut_off_forgets_everything_and_hears_again()
    {
        var (one, other) = (await ListenAsync(), await ListenAsync());

        await database.TerminateAsync("LISTEN%");
        await other.WaitAsync(2);
        Assert.Equal("Everything ", other.Heard.Last());
        one.Bulletin.Post(new InvalidationMessage(InvalidationKind.Key, "app_1"));

        await other.WaitAsync(3);
        Assert.Equal("Key app_1", other.Heard.Last());
    }

    [Fact]
    public async Task What_could_not_be_told_is_told_when_there_is_a_line_again()
    {
        await using var line = new CutLine(database.ConnectionString);
        var (one, other) = (await ListenAsync(line.ConnectionString), await ListenAsync());
        one.Bulletin.Post(new InvalidationMessage(InvalidationKind.Key, "app_1"));
        await other.WaitAsync(2);

        await database.TerminateAsync("SELECT pg_notify%");
        one.Bulletin.Post(new InvalidationMessage(InvalidationKind.Key, "app_2"));

        await other.WaitAsync(3);
        Assert.Equal("Key app_2", other.Heard.Last());
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("0000000000000000 Weather rain")]
    [InlineData("0000000000000000 Key")]
    public async Task What_nobody_understands_may_mean_anything(string payload)
    {
        var one = await ListenAsync();

        await database.RunAsync($"SELECT pg_notify('parhelion', '{payload}')");

        await one.WaitAsync(2);
        Assert.Equal(["Everything ", "Everything "], one.Heard);
    }

    [Fact]
    public async Task Absurdly_many_are_everything()
    {
        using var pending = new PendingInvalidations();
        pending.Add(new InvalidationMessage(InvalidationKind.Key, "app_1"));
        foreach (var some in Enumerable.Range(0, PendingInvalidations.MaxAttachments + 1).Select(i => $"{i:D24}").Chunk(InvalidationChannel.MaxIds)) pending.Add(new InvalidationMessage(InvalidationKind.Attachments, some));

        var taken = Assert.Single(await pending.TakeAsync(TestContext.Current.CancellationToken));

        Assert.Equal(InvalidationKind.Everything, taken.Kind);
        Assert.False(pending.TakeAsync(TestContext.Current.CancellationToken).IsCompleted);
    }

    [Fact]
    public async Task Attachments_of_several_deletions_go_out_together_in_portions_that_fit()
    {
        using var pending = new PendingInvalidations();
        for (var i = 0; i < InvalidationChannel.MaxIds + 1; i++) pending.Add(new InvalidationMessage(InvalidationKind.Attachments, $"{i:D24}"));

        var taken = await pending.TakeAsync(TestContext.Current.CancellationToken);

        Assert.Equal([InvalidationChannel.MaxIds, 1], taken.Select(invalidation => invalidation.Ids.Count));
    }

    // It listens once it has said that it has missed everything before.
    private async Task<Listener> ListenAsync(string? connectionString = null)
    {
        var listener = new Listener(connectionString ?? database.ConnectionString, end.Token);
        listeners.Add(listener);
        await listener.WaitAsync(1);
        return listener;
    }

    private static async Task WaitAsync(Func<bool> condition, Func<string> what)
    {
        for (var round = 0; !condition(); round++)
        {
            Assert.True(round < 1000, what());
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Listener : IAsyncDisposable
    {
        private readonly ConcurrentQueue<InvalidationMessage> heard = new();
        private readonly Task running;

        public Listener(string connectionString, CancellationToken end)
        {
            Bulletin = new PostgresInvalidationChannel(connectionString);
            Bulletin.Received += heard.Enqueue;
            running = Bulletin.RunAsync(end);
        }

        public PostgresInvalidationChannel Bulletin { get; }

        public IEnumerable<string> Heard => heard.Select(invalidation => $"{invalidation.Kind} {string.Join(',', invalidation.Ids)}");

        public IEnumerable<string> Keys => heard.Where(invalidation => invalidation.Kind == InvalidationKind.Attachments).SelectMany(invalidation => invalidation.Ids);

        public Task WaitAsync(int count) => InvalidationChannelTests.WaitAsync(() => heard.Count >= count, () => $"Heard: {string.Join("; ", Heard)}");

        public async ValueTask DisposeAsync()
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
            await Bulletin.DisposeAsync();
        }
    }
}
