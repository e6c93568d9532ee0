using System.Text;
using System.Text.Json;

namespace Parhelion.Server.Tests.Conversations;

/// <summary>Pages are bounded by bytes as well as by count: paging gets on in both directions, and misses nothing.</summary>
public abstract class PageBytesTests(ChatServer chat)
{
    // The bound of a page, and what the API adds to the messages of it.
    private const int MostBytes = (1 << 20) + 40_000;

    // Stored by .NET's own escaping it would be six times as long.
    private static readonly string Large = new('<', 98_000);

    [Fact]
    public async Task Large_messages_come_in_pages_of_a_megabyte_in_both_directions()
    {
        var conversation = await chat.GroupAsync();
        var ids = new List<string>();
        for (var i = 0; i < 25; i++) ids.Add(await PostAsync(conversation, Large));
        var list = $"/conversations/{conversation}/messages";

        var backwards = await WalkAsync(await chat.GetAsync(list), "prev");
        var forwards = await WalkAsync(await chat.GetAsync($"{list}?page[before]={ids[1]}"), "next");

        Assert.Equal(ids, backwards.AsEnumerable().Reverse().SelectMany(page => page.Ids()));
        Assert.Equal(ids, forwards.SelectMany(page => page.Ids()));
        Assert.Equal([10, 10, 5], backwards.Select(page => page.Ids().Count));
        Assert.All(backwards.Concat(forwards), page => Assert.InRange(Encoding.UTF8.GetByteCount(page.Body), 1, MostBytes));
    }

    [Fact]
    public async Task Page_ends_where_the_next_message_would_pass_the_bound_and_says_that_there_is_more()
    {
        var conversation = await chat.GroupAsync();
        for (var i = 0; i < 11; i++) await PostAsync(conversation, Large);
        var last = await chat.TextAsync(conversation);

        var page = await chat.GetAsync($"/conversations/{conversation}/messages");

        Assert.Equal(11, page.Ids().Count);
        Assert.Equal(last, page.Ids()[^1]);
        Assert.True(page.Meta.GetProperty("hasMore").GetBoolean());
        Assert.Equal(page.Ids()[0], page.Meta.GetProperty("beforeCursor").GetString());
    }

    [Fact]
    public async Task Small_messages_come_by_the_hundred_with_their_length()
    {
        var conversation = await chat.GroupAsync();
        await chat.TextAsync(conversation, "It's <b>bold</b> & schön \U0001F600");

        var page = await chat.GetAsync($"/conversations/{conversation}/messages");

        Assert.Contains("\"text\":\"It's <b>bold</b> & schön \U0001F600\"", page.Body, StringComparison.Ordinal);
        Assert.Single(page.Ids());
    }

    private async Task<string> PostAsync(string conversation, string payload)
    {
        var reply = await chat.PostContentAsync(conversation, JsonSerializer.Serialize(new { type = "text", text = "x", payload }, Plain));
        Assert.True(reply.Status == 201, reply.ToString());
        return reply.Json.GetProperty("messages")[0].GetProperty("id").GetString()!;
    }

    private async Task<List<Reply>> WalkAsync(Reply page, string direction)
    {
        List<Reply> pages = [page];
        while (pages[^1].Link(direction) is { } link) pages.Add(await chat.GetAsync(link));
        return pages;
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = Protocol.WireJson.Encoder };
}

public sealed class SqlitePageBytesTests(SqliteChatServer chat) : PageBytesTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresPageBytesTests(PostgresChatServer chat) : PageBytesTests(chat), IClassFixture<PostgresChatServer>;
