using System.Text.Json;

namespace Parhelion.Server.Tests.Conversations;

/// <summary>Conversations: personal ones with their default, and groups.</summary>
public abstract class ConversationTests(ChatServer chat)
{
    [Fact]
    public async Task First_personal_conversation_of_a_user_is_the_default()
    {
        var user = await chat.UserAsync();

        var made = await chat.PostAsync("/conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}"}]}""");

        made.Is(
            201,
            $$$$"""{"conversation":{"id":"{{{{made.Created()}}}}","type":"personal","isDefault":true,"lastUpdatedAt":"{{{{chat.Now}}}}","createdAt":"{{{{chat.Now}}}}"}}""");
    }

    [Fact]
    public async Task Conversation_is_made_with_every_field_and_found_as_it_was_made()
    {
        await chat.UserAsync("""{"externalId":"full"}""");
        await chat.PostAsync("/conversations", """{"type":"personal","participants":[{"userExternalId":"full"}]}""");

        var made = await chat.PostAsync(
            "/conversations",
            """
            {"type":"personal","participants":[{"userExternalId":"full","subscribeSDKClient":true}],"displayName":"Order 7","description":"Late",
             "iconUrl":"https://example.com/i.png","metadata":{"order":7,"late":true,"shop":"north"}}
            """);

        made.Is(
            201,
            $$$$"""
            {"conversation":{"id":"{{{{made.Created()}}}}","type":"personal","isDefault":false,"displayName":"Order 7","description":"Late",
            "iconUrl":"https://example.com/i.png","metadata":{"order":7,"late":true,"shop":"north"},
            "lastUpdatedAt":"{{{{chat.Now}}}}","createdAt":"{{{{chat.Now}}}}"}}
            """.ReplaceLineEndings(""));
        (await chat.GetAsync($"/conversations/{made.Created()}")).Is(200, made.Body);
    }

    [Theory]
    [InlineData("""{"type":"sdkGroup"}""")]
    [InlineData("""{"type":"sdkGroup","participants":[]}""")]
    [InlineData("""{"type":"sdkGroup","participants":null,"displayName":null,"description":null,"iconUrl":null,"metadata":null}""")]
    public async Task Group_is_never_the_default_and_may_begin_empty(string body)
    {
        var made = await chat.PostAsync("/conversations", body);

        made.Is(
            201,
            $$$$"""{"conversation":{"id":"{{{{made.Created()}}}}","type":"sdkGroup","isDefault":false,"lastUpdatedAt":"{{{{chat.Now}}}}","createdAt":"{{{{chat.Now}}}}"}}""");
    }

    [Fact]
    public async Task User_who_is_in_a_group_still_has_a_default()
    {
        var user = await chat.UserAsync();
        await chat.GroupAsync(user);

        Assert.True(IsDefault(await chat.GetAsync($"/conversations/{await chat.PersonalAsync(user)}")));
        Assert.False(IsDefault(await chat.GetAsync($"/conversations/{await chat.PersonalAsync(user)}")));
    }

    [Fact]
    public async Task Default_conversation_cannot_be_deleted()
    {
        var id = await chat.PersonalAsync();

        (await chat.DeleteAsync($"/conversations/{id}")).IsBad($"Conversation {id} cannot be deleted because it is the default.");

        Assert.Equal(200, (await chat.GetAsync($"/conversations/{id}")).Status);
    }

    [Fact]
    public async Task Messages_of_the_default_conversation_can_be_deleted()
    {
        var id = await chat.PersonalAsync();
        await chat.TextAsync(id);

        (await chat.DeleteAsync($"/conversations/{id}/messages")).Is(200, "{}");

        Assert.Empty((await chat.GetAsync($"/conversations/{id}/messages")).Ids());
    }

    [Fact]
    public async Task Other_conversation_is_deleted_once_and_takes_its_messages_with_it()
    {
        var user = await chat.UserAsync();
        var stays = await chat.PersonalAsync(user);
        var goes = await chat.PersonalAsync(user);
        await chat.TextAsync(goes);

        (await chat.DeleteAsync($"/conversations/{goes}")).Is(200, "{}");

        (await chat.DeleteAsync($"/conversations/{goes}")).IsProblem(404, "conversation_not_found", "Conversation not found");
        (await chat.GetAsync($"/conversations/{goes}/messages")).IsProblem(404, "not_found", "Resource not found");
        Assert.Equal([stays], (await chat.GetAsync($"/conversations?filter[userId]={user}")).Ids());
    }

    [Fact]
    public async Task Change_leaves_what_it_does_not_name()
    {
        var id = (await chat.PostAsync("/conversations", """{"type":"sdkGroup","displayName":"Team","description":"All","metadata":{"a":1}}""")).Created();

        var changed = await chat.PatchAsync($"/conversations/{id}", """{"description":"Some","type":"personal","isDefault":true}""");

        changed.Is(
            200,
            $$$$"""
            {"conversation":{"id":"{{{{id}}}}","type":"sdkGroup","isDefault":false,"displayName":"Team","description":"Some","metadata":{"a":1},
            "lastUpdatedAt":"{{{{chat.Now}}}}","createdAt":"{{{{chat.Now}}}}"}}
            """.ReplaceLineEndings(""));
        (await chat.GetAsync($"/conversations/{id}")).Is(200, changed.Body);
    }

    [Fact]
    public async Task Change_to_null_unsets()
    {
        var id = (await chat.PostAsync(
            "/conversations",
            """{"type":"sdkGroup","displayName":"Team","description":"All","iconUrl":"https://example.com/i.png","metadata":{"a":1}}""")).Created();

        var changed = await chat.PatchAsync($"/conversations/{id}", """{"displayName":null,"description":null,"iconUrl":null,"metadata":null}""");

        changed.Is(
            200,
            $$$$"""{"conversation":{"id":"{{{{id}}}}","type":"sdkGroup","isDefault":false,"lastUpdatedAt":"{{{{chat.Now}}}}","createdAt":"{{{{chat.Now}}}}"}}""");
    }

    [Fact]
    public async Task Message_updates_its_conversation_and_a_change_does_not()
    {
        var id = await chat.GroupAsync();
        var created = chat.Now;
        chat.Clock.Advance(TimeSpan.FromSeconds(90));
        var written = chat.Now;
        await chat.TextAsync(id);
        chat.Clock.Advance(TimeSpan.FromSeconds(90));

        var changed = await chat.PatchAsync($"/conversations/{id}", "{}");

        changed.Is(
            200, $$$$"""{"conversation":{"id":"{{{{id}}}}","type":"sdkGroup","isDefault":false,"lastUpdatedAt":"{{{{written}}}}","createdAt":"{{{{created}}}}"}}""");
    }

    public static TheoryData<string, string[]> Faults { get; } = new()
    {
        { "{}", ["should have required property 'type'"] },
        { """{"type":null}""", ["'type' should be one of personal, sdkGroup"] },
        { """{"type":"Personal"}""", ["'type' should be one of personal, sdkGroup"] },
        { """{"type":1}""", ["'type' should be one of personal, sdkGroup"] },
        { """{"type":"personal"}""", ["should have required property 'participants'"] },
        { """{"type":"personal","participants":null}""", ["should have required property 'participants'"] },
        { """{"type":"personal","participants":{}}""", ["'participants' should be array"] },
        { """{"type":"personal","participants":[]}""", ["'participants' should have 1 to 1 entries"] },
        { """{"type":"personal","participants":[{"userId":"a"},{"userId":"b"}]}""", ["'participants' should have 1 to 1 entries"] },
        { """{"type":"personal","participants":["a"]}""", ["'participants' should contain only objects"] },
        { """{"type":"personal","participants":[{}]}""", ["should have exactly one of 'participants[0].userId', 'participants[0].userExternalId'"] },
        { """{"type":"personal","participants":[{"userId":"a","userExternalId":"b"}]}""", ["should have exactly one of 'participants[0].userId', 'participants[0].userExternalId'"] },
        { """{"type":"personal","participants":[{"userId":7}]}""", ["'participants[0].userId' should be string"] },
        { """{"type":"personal","participants":[{"userExternalId":""}]}""", ["'participants[0].userExternalId' should have 1 to 1024 characters"] },
        { """{"type":"sdkGroup","participants":[{"userId":"a"}]}""", ["should have required property 'participants[0].subscribeSDKClient'"] },
        { """{"type":"sdkGroup","participants":[{"userId":"a","subscribeSDKClient":"no"}]}""", ["'participants[0].subscribeSDKClient' should be boolean"] },
        { $$"""{"type":"sdkGroup","participants":[{{string.Join(',', Enumerable.Repeat("{}", 11))}}]}""", ["'participants' should have 0 to 10 entries"] },
        { """{"type":"sdkGroup","displayName":""}""", ["'displayName' should have 1 to 100 characters"] },
        { $$"""{"type":"sdkGroup","displayName":"{{new string('x', 101)}}"}""", ["'displayName' should have 1 to 100 characters"] },
        { $$"""{"type":"sdkGroup","description":"{{new string('x', 101)}}"}""", ["'description' should have 1 to 100 characters"] },
        { """{"type":"sdkGroup","iconUrl":"icon.png"}""", ["'iconUrl' should be an absolute http or https URL"] },
        { $$"""{"type":"sdkGroup","iconUrl":"https://example.com/{{new string('x', 2048)}}"}""", ["'iconUrl' should have 1 to 2048 characters"] },
        { """{"type":"sdkGroup","metadata":"a"}""", ["'metadata' should be object"] },
        { """{"type":"sdkGroup","metadata":{"a":[]}}""", ["'metadata.a' should be string, number or boolean"] },
        { $$$"""{"type":"sdkGroup","metadata":{"a":"{{{new string('x', 4096)}}}"}}""", ["Conversation metadata is limited to 4096 bytes in size."] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Conversation_with_a_fault_is_refused(string body, string[] titles) => (await chat.PostAsync("/conversations", body)).IsBad(titles);

    [Fact]
    public async Task Refused_change_changes_nothing()
    {
        var id = await chat.GroupAsync();
        var before = await chat.GetAsync($"/conversations/{id}");

        (await chat.PatchAsync($"/conversations/{id}", """{"displayName":"Team","iconUrl":1}""")).IsBad("'iconUrl' should be string");

        (await chat.GetAsync($"/conversations/{id}")).Is(200, before.Body);
    }

    [Theory]
    [InlineData("""{"type":"personal","participants":[{"userId":"0123456789abcdef01234567"}]}""")]
    [InlineData("""{"type":"personal","participants":[{"userExternalId":"nobody at all"}]}""")]
    [InlineData("""{"type":"sdkGroup","participants":[{"userId":"0123456789ABCDEF01234567","subscribeSDKClient":true}]}""")]
    public async Task Conversation_with_an_unknown_user_is_not_made(string body) =>
        (await chat.PostAsync("/conversations", body)).IsProblem(404, "user_not_found", "User not found");

    public static TheoryData<string, string, string?> Calls { get; } = new()
    {
        { "GET", "", null },
        { "PATCH", "", "{}" },
        { "DELETE", "", null },
        { "GET", "/participants", null },
        { "POST", "/join", """{"userId":"a","subscribeSDKClient":true}""" },
        { "POST", "/leave", """{"userId":"a"}""" },
        { "POST", "/messages", """{"author":{"type":"business"},"content":{"type":"text","text":"a"}}""" },
        { "DELETE", "/messages", null },
        { "DELETE", "/messages/0123456789abcdef01234567", null },
        { "POST", "/activity", """{"author":{"type":"business"},"type":"typing:start"}""" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Unknown_conversation_is_not_found(string method, string rest, string? body) =>
        await AssertNotFoundAsync(method, ChatServer.Missing + rest, body);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Id_in_the_wrong_case_is_another_id(string method, string rest, string? body) =>
        await AssertNotFoundAsync(method, (await chat.GroupAsync()).ToUpperInvariant() + rest, body);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Conversation_of_another_app_is_not_found(string method, string rest, string? body)
    {
        var (app, client) = await chat.OtherAppAsync();
        using var owned = client;
        var id = (await chat.SendAsync(HttpMethod.Post, $"/v2/apps/{app}/conversations", """{"type":"sdkGroup"}""", client)).Created();

        await AssertNotFoundAsync(method, id + rest, body);

        Assert.Equal(200, (await chat.SendAsync(HttpMethod.Get, $"/v2/apps/{app}/conversations/{id}", by: client)).Status);
    }

    // Judged by the query alone: there is no form.
    [Theory]
    [InlineData("")]
    [InlineData("&for=message")]
    public async Task Upload_for_an_unknown_conversation_is_refused(string purpose) =>
        (await chat.PostAsync($"/attachments?access=public&conversationId={ChatServer.Missing}{purpose}", "{}"))
            .IsProblem(404, "conversation_not_found", "Conversation not found");

    [Fact]
    public async Task Upload_for_a_deleted_conversation_is_refused()
    {
        var id = await chat.GroupAsync();
        await chat.DeleteAsync($"/conversations/{id}");

        (await chat.PostAsync($"/attachments?access=public&conversationId={id}", "{}")).IsProblem(404, "conversation_not_found", "Conversation not found");
    }

    private async Task AssertNotFoundAsync(string method, string rest, string? body) =>
        (await chat.SendAsync(new HttpMethod(method), $"/conversations/{rest}", body)).IsProblem(404, "conversation_not_found", "Conversation not found");

    private static bool IsDefault(Reply reply) => reply.Json.GetProperty("conversation").GetProperty("isDefault").ValueKind == JsonValueKind.True;
}

public sealed class SqliteConversationTests(SqliteChatServer chat) : ConversationTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresConversationTests(PostgresChatServer chat) : ConversationTests(chat), IClassFixture<PostgresChatServer>;
