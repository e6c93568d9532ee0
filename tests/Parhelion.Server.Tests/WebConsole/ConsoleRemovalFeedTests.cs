using Parhelion.Core.Catalog;
using Parhelion.Server.WebConsole;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>The reader of the overview sees the erasures of a large deletion, and those that come after it at once.</summary>
public sealed class ConsoleRemovalFeedTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly List<RemovalReceiptRow> receipts = [];
    private readonly ConsoleRemovalFeed follower;

    public ConsoleRemovalFeedTests() => follower = new ConsoleRemovalFeed(ListAsync, TimeProvider.System);

    [Fact]
    public async Task Erasures_and_purges_are_told_once()
    {
        Add(1, Now);
        Assert.Empty(await NextAsync());
        Add(2, null);
        Assert.Empty(await NextAsync());
        receipts[1] = receipts[1] with { ErasedAt = Now };
        Assert.Equal([Texts.OneErased], await NextAsync());
        Assert.Empty(await NextAsync());
        receipts[1] = receipts[1] with { PurgedAt = Now };
        Add(3, Now);
        Assert.Equal([Texts.OneErased, Texts.OnePurged], await NextAsync());
    }

    [Theory]
    [InlineData(999, 999)]
    [InlineData(5000, 1000)]
    public async Task Erasure_after_a_large_deletion_is_told_at_once(int count, int told)
    {
        Assert.Empty(await NextAsync());
        // They wait for caches.
        for (var i = 0; i < count; i++) Add(i + 1, Now);
        Assert.Equal([Texts.SomeErased.With(told)], await NextAsync());

        Add(count + 1, Now);

        Assert.Equal([Texts.OneErased], await NextAsync());
    }

    private void Add(int number, DateTimeOffset? erasedAt) => receipts.Add(new RemovalReceiptRow($"{number:D24}", [], 5, ReceiptReasons.UserDeleted, "app_1", Now, erasedAt, PurgedAt: null));

    private async Task<string[]> NextAsync() => [.. (await follower.NextAsync(TestContext.Current.CancellationToken)).Select(line => line.Text)];

    private Task<Core.Page<RemovalReceiptRow>> ListAsync(Core.PageRequest page, CancellationToken cancellationToken)
    {
        var rows = page.Backwards
            ? Enumerable.Reverse(receipts).Take(page.Limit)
            : receipts.Where(receipt => string.CompareOrdinal(receipt.Id, page.Cursor) > 0).Take(page.Limit);
        return Task.FromResult(Core.Page.From([.. rows], page, receipt => receipt.Id));
    }
}
