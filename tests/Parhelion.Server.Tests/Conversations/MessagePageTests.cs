using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;

namespace Parhelion.Server.Tests.Conversations;

/// <summary>Long conversations: pages of a hundred, and the end at thirty thousand.</summary>
public abstract class MessagePageTests(ChatServer chat)
{
    protected ChatServer Chat => chat;

    [Fact]
    public async Task Last_hundred_come_first_and_links_lead_back_to_the_beginning()
    {
        var (list, ids) = await ManyAsync(230);

        var last = await chat.GetAsync(list);
        var middle = await chat.GetAsync(last.Link("prev")!);
        var first = await chat.GetAsync(middle.Link("prev")!);

        Assert.Equal(ids[130..], last.Ids());
        Assert.Equal(ids[30..130], middle.Ids());
        Assert.Equal(ids[..30], first.Ids());
        Assert.Equal($$"""{"hasMore":true,"beforeCursor":"{{ids[130]}}"}""", last.Meta.ToString());
        Assert.Equal($$"""{"hasMore":true,"afterCursor":"{{ids[129]}}","beforeCursor":"{{ids[30]}}"}""", middle.Meta.ToString());
        Assert.Equal($$"""{"hasMore":false,"afterCursor":"{{ids[29]}}"}""", first.Meta.ToString());
        Assert.Equal((null, null), (last.Link("next"), first.Link("prev")));
    }

    [Fact]
    public async Task Links_lead_forward_again_to_the_end()
    {
        var (list, ids) = await ManyAsync(205);

        var first = await chat.GetAsync($"{list}?page[before]={ids[3]}");
        var second = await chat.GetAsync(first.Link("next")!);
        var third = await chat.GetAsync(second.Link("next")!);
        var fourth = await chat.GetAsync(third.Link("next")!);

        Assert.Equal(ids[..3], first.Ids());
        Assert.Equal(ids[3..103], second.Ids());
        Assert.Equal(ids[103..203], third.Ids());
        Assert.Equal(ids[203..], fourth.Ids());
        Assert.Equal($$"""{"hasMore":false,"beforeCursor":"{{ids[203]}}"}""", fourth.Meta.ToString());
        Assert.Null(fourth.Link("next"));
    }

    [Fact]
    public async Task Links_are_absolute_and_keep_the_prefix()
    {
        var (list, ids) = await ManyAsync(101);
        var prefix = $"{chat.Server.Url.GetLeftPart(UriPartial.Authority)}/sc{chat.AppPath}{list}";

        var page = await chat.GetAsync(prefix);

        Assert.Equal($$"""{"prev":"{{prefix}}?page[before]={{ids[1]}}"}""", page.Json.GetProperty("links").ToString());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1000")]
    [InlineData("x%26page[after]=y")]
    [InlineData("")]
    public async Task Size_that_is_asked_for_is_passed_over_and_links_still_lead(string size)
    {
        var (list, ids) = await ManyAsync(101);

        var page = await chat.GetAsync($"{list}?page[size]={size}");

        Assert.Equal(ids[1..], page.Ids());
        Assert.Equal(ids[..1], (await chat.GetAsync(page.Link("prev")!)).Ids());
    }

    [Fact]
    public async Task Page_of_exactly_a_hundred_has_no_other()
    {
        var (list, ids) = await ManyAsync(100);

        var page = await chat.GetAsync(list);

        Assert.Equal(ids, page.Ids());
        Assert.Equal("""{"hasMore":false}""", page.Meta.ToString());
    }

    [Fact]
    public async Task Conversation_without_messages_has_an_empty_page() =>
        (await chat.GetAsync($"/conversations/{await chat.GroupAsync()}/messages")).Is(200, """{"messages":[],"meta":{"hasMore":false}}""");

    [Theory]
    [InlineData("page[after]=0123456789abcdef01234567&page[before]=0123456789abcdef01234567")]
    [InlineData("page[after]=0123456789ABCDEF01234567")]
    [InlineData("page[before]=")]
    [InlineData("page[before]=0123456789abcdef01234567'--")]
    public async Task Bad_cursor_is_refused(string query) =>
        (await chat.GetAsync($"/conversations/{await chat.GroupAsync()}/messages?{query}")).IsBad("Invalid page query parameters");

    [Fact]
    public async Task Messages_of_an_unknown_conversation_are_no_resource()
    {
        var id = await chat.GroupAsync();

        foreach (var unknown in (string[])[ChatServer.Missing, id.ToUpperInvariant(), "x"])
        {
            (await chat.GetAsync($"/conversations/{unknown}/messages")).IsProblem(404, "not_found", "Resource not found");
        }
    }

    [Fact]
    public async Task Messages_of_a_conversation_of_another_app_are_no_resource()
    {
        var (app, client) = await chat.OtherAppAsync();
        using var owned = client;
        var id = (await chat.SendAsync(HttpMethod.Post, $"/v2/apps/{app}/conversations", """{"type":"sdkGroup"}""", client)).Created();

        (await chat.GetAsync($"/conversations/{id}/messages")).IsProblem(404, "not_found", "Resource not found");
    }

    // Straight into the tables, in one transaction: a conversation that has gone on for years.
    protected async Task<(string List, List<string> Ids)> ManyAsync(int count)
    {
        var conversation = await chat.GroupAsync();
        var ids = await chat.Server.Services.GetRequiredService<Database>().WriteAsync(
            async session =>
            {
                var made = new List<string>(count);
                for (var i = 0; i < count; i++)
                {
                    made.Add(ObjectId.New(chat.Clock));
                    await MessageTable.InsertAsync(
                        session,
                        new MessageRow
                        {
                            Id = made[i],
                            ConversationId = conversation,
                            Epoch = 0,
                            Author = """{"type":"business"}""",
                            Content = $$"""{"type":"text","text":"{{i.ToString(CultureInfo.InvariantCulture)}}"}""",
                            ReceivedAt = chat.Clock.GetUtcNow(),
                        });
                    await ConversationTable.AddMessageAsync(session, conversation, chat.Clock.GetUtcNow(), null);
                }

                return made;
            },
            TestContext.Current.CancellationToken);
        return ($"/conversations/{conversation}/messages", ids);
    }
}

// The end at thirty thousand is the same for every database; to come there is fastest here.
public sealed class SqliteMessagePageTests(SqliteChatServer chat) : MessagePageTests(chat), IClassFixture<SqliteChatServer>
{
    [Fact]
    public async Task Conversation_ends_at_thirty_thousand_messages_and_goes_on_when_all_are_deleted()
    {
        var (list, _) = await ManyAsync(MessageService.PerConversation - 1);
        const string Message = """{"author":{"type":"business"},"content":{"type":"text","text":"Hello"}}""";

        Assert.Equal(201, (await Chat.PostAsync(list, Message)).Status);
        (await Chat.PostAsync(list, Message)).IsProblem(423, "locked", "Message limit of 30000 per conversation reached.");
        (await Chat.DeleteAsync(list)).Is(200, "{}");
        var late = await Chat.PostAsync(list, Message);

        Assert.Equal(201, late.Status);
        Assert.Equal([late.Json.GetProperty("messages")[0].GetProperty("id").GetString()!], (await Chat.GetAsync(list)).Ids());
    }

    [Fact]
    public async Task Deletion_of_one_message_makes_room_for_one()
    {
        var (list, ids) = await ManyAsync(MessageService.PerConversation);
        const string Message = """{"author":{"type":"business"},"content":{"type":"text","text":"Hello"}}""";

        (await Chat.DeleteAsync($"{list}/{ids[17]}")).Is(200, "{}");

        Assert.Equal(201, (await Chat.PostAsync(list, Message)).Status);
        Assert.Equal(423, (await Chat.PostAsync(list, Message)).Status);
    }
}

public sealed class PostgresMessagePageTests(PostgresChatServer chat) : MessagePageTests(chat), IClassFixture<PostgresChatServer>;
