using System.Text.Json;
using Parhelion.Server.Tests.Conversations;

namespace Parhelion.Server.Tests.Listing;

/// <summary>What keeps an attachment, and that a list forgets it at once when nothing does.</summary>
public abstract class AttachmentHolderTests(ChatServer chat)
{
    [Fact]
    public async Task App_holds_what_was_uploaded_for_nothing_else()
    {
        var url = await chat.UploadAsync("a.png", "access=public");

        Assert.Equal("""{"app":true}""", await HeldByAsync(await IdAsync(url)));
    }

    [Fact]
    public async Task Conversation_holds_its_uploads_and_messages_hold_what_they_carry()
    {
        var (home, elsewhere) = (await chat.GroupAsync(), await chat.GroupAsync());
        var url = await chat.UploadAsync("a.png", $"access=public&conversationId={home}");
        var id = await IdAsync(url);
        Assert.Equal($$"""{"conversation":"{{home}}"}""", await HeldByAsync(id));

        var message = await CarryAsync(elsewhere, url);
        Assert.Equal($$"""{"conversation":"{{home}}","messages":[{"id":"{{message}}","conversationId":"{{elsewhere}}"}]}""", await HeldByAsync(id));

        (await chat.DeleteAsync($"/conversations/{home}")).Is(200, "{}");
        Assert.Equal($$"""{"messages":[{"id":"{{message}}","conversationId":"{{elsewhere}}"}]}""", await HeldByAsync(id));
        Assert.Contains(id, await AllAsync());

        (await chat.DeleteAsync($"/conversations/{elsewhere}/messages/{message}")).Is(200, "{}");
        await IsGoneAsync(id);
    }

    [Theory]
    [InlineData("message")]
    [InlineData("all messages")]
    [InlineData("conversation")]
    [InlineData("user")]
    [InlineData("attachment")]
    public async Task What_is_deleted_vanishes_at_once(string deleted)
    {
        var user = await chat.UserAsync();
        await chat.PersonalAsync(user);
        var conversation = await chat.PersonalAsync(user);
        var url = await chat.UploadAsync("a.png");
        var id = await IdAsync(url);
        var message = await CarryAsync(conversation, url);
        Assert.Equal($$"""{"messages":[{"id":"{{message}}","conversationId":"{{conversation}}"}]}""", await HeldByAsync(id));

        var reply = deleted == "attachment"
            ? await chat.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{url}}"}""")
            : await chat.DeleteAsync(deleted switch
            {
                "message" => $"/conversations/{conversation}/messages/{message}",
                "all messages" => $"/conversations/{conversation}/messages",
                "conversation" => $"/conversations/{conversation}",
                _ => $"/users/{user}",
            });

        reply.Is(200, "{}");
        await IsGoneAsync(id);
    }

    [Fact]
    public async Task At_most_a_hundred_messages_are_named()
    {
        var conversation = await chat.GroupAsync();
        var url = await chat.UploadAsync("a.png");
        var id = await IdAsync(url);
        var messages = new List<string>();
        for (var i = 0; i < 100; i++) messages.Add(await CarryAsync(conversation, url));

        var full = JsonSerializer.Deserialize<JsonElement>(await HeldByAsync(id));
        Assert.Equal(messages, full.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetString()!));
        Assert.False(full.TryGetProperty("hasMoreMessages", out _));

        await CarryAsync(conversation, url);
        var more = JsonSerializer.Deserialize<JsonElement>(await HeldByAsync(id));
        Assert.Equal(100, more.GetProperty("messages").GetArrayLength());
        Assert.True(more.GetProperty("hasMoreMessages").GetBoolean());
    }

    [Theory]
    [InlineData("0123456789abcdef01234567", "not_found", "Attachment not found")]
    [InlineData("0123456789ABCDEF01234567", "not_found", "Attachment not found")]
    public async Task Unknown_id_is_not_found(string id, string code, string title) => (await chat.GetAsync($"/attachments/{id}")).IsProblem(404, code, title);

    [Fact]
    public async Task Other_paths_of_attachments_are_not_taken_for_ids() => Assert.Equal(405, (await chat.GetAsync("/attachments/remove")).Status);

    private async Task IsGoneAsync(string id)
    {
        (await chat.GetAsync($"/attachments/{id}")).IsProblem(404, "not_found", "Attachment not found");
        Assert.DoesNotContain(id, await AllAsync());
    }

    private async Task<string> HeldByAsync(string id)
    {
        var reply = await chat.GetAsync($"/attachments/{id}");
        Assert.True(reply.Status == 200, reply.ToString());
        return reply.Json.GetProperty("attachment").GetProperty("heldBy").GetRawText();
    }

    private async Task<string> CarryAsync(string conversation, string url)
    {
        var reply = await chat.PostContentAsync(conversation, $$"""{"type":"image","mediaUrl":"{{url}}"}""");
        Assert.True(reply.Status == 201, reply.ToString());
        return reply.Json.GetProperty("messages")[0].GetProperty("id").GetString()!;
    }

    private async Task<string> IdAsync(string url)
    {
        var list = await chat.GetAsync("/attachments?page[size]=100");
        return list.Json.GetProperty("attachments").EnumerateArray().Single(entry => entry.GetProperty("mediaUrl").GetString() == url).GetProperty("id").GetString()!;
    }

    private async Task<List<string>> AllAsync() => (await chat.GetAsync("/attachments?page[size]=100")).Ids();
}

public sealed class SqliteAttachmentHolderTests(SqliteChatServer chat) : AttachmentHolderTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresAttachmentHolderTests(PostgresChatServer chat) : AttachmentHolderTests(chat), IClassFixture<PostgresChatServer>;
