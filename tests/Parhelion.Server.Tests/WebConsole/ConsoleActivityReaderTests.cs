using Parhelion.Server.WebConsole;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>The reader of a busy list sees what happens now, and that there was more.</summary>
public sealed class ConsoleActivityReaderTests
{
    private readonly List<string> ids = ["000000000000000000000001"];
    private readonly ConsoleActivityReader<string> follower;

    public ConsoleActivityReaderTests() => follower = new ConsoleActivityReader<string>(ListAsync, id => id, id => Line(id), _ => Line("more"));

    [Fact]
    public async Task What_was_there_before_is_not_shown()
    {
        Assert.Empty(await NextAsync());
        Add(2);
        Assert.Equal(["2"], await NextAsync());
        Assert.Empty(await NextAsync());
    }

    [Fact]
    public async Task List_that_was_empty_shows_its_first_items()
    {
        ids.Clear();
        Assert.Empty(await NextAsync());
        Assert.Empty(await NextAsync());
        Add(1);
        Add(2);
        Assert.Equal(["2", "1"], await NextAsync());
    }

    [Theory]
    [InlineData(ConsoleFeedLine.MaxOfKind, false)]
    [InlineData(ConsoleFeedLine.MaxOfKind + 1, true)]
    [InlineData(5000, true)]
    public async Task Many_new_items_are_shown_by_the_newest(int count, bool isMore)
    {
        await NextAsync();
        for (var i = 0; i < count; i++) Add(i + 2);

        var newest = Enumerable.Range(0, ConsoleFeedLine.MaxOfKind).Select(i => $"{count + 1 - i}");
        Assert.Equal(isMore ? [.. newest, "more"] : newest, await NextAsync());
        Assert.Empty(await NextAsync());
    }

    [Fact]
    public async Task Newest_item_may_be_deleted()
    {
        await NextAsync();
        Add(2);
        await NextAsync();
        ids.RemoveAt(ids.Count - 1);
        Assert.Empty(await NextAsync());
        Add(3);
        Assert.Equal(["3"], await NextAsync());
    }

    private static ConsoleFeedLine Line(string text) => new(DateTimeOffset.UnixEpoch, "key", "other", text);

    private void Add(int number) => ids.Add($"{number:D24}");

    private async Task<string[]> NextAsync() => [.. (await follower.NextAsync(TestContext.Current.CancellationToken)).Select(line => line.Text.TrimStart('0'))];

    private Task<Core.Page<string>> ListAsync(Core.PageRequest page, CancellationToken cancellationToken)
    {
        Assert.Equal(("", false), (page.Cursor, page.Backwards));
        return Task.FromResult(Core.Page.From([.. Enumerable.Reverse(ids).Take(page.Limit)], page, id => id));
    }
}
