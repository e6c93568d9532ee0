namespace Parhelion.Server.Tests.Conversations;

/// <summary>Who takes part in a group, and what each has still to read.</summary>
public abstract class ParticipantTests(ChatServer chat)
{
    [Fact]
    public async Task User_joins_a_group()
    {
        var user = await chat.UserAsync("""{"externalId":"joins"}""");
        var group = await chat.GroupAsync();

        var joined = await chat.PostAsync($"/conversations/{group}/join", $$"""{"userId":"{{user}}","subscribeSDKClient":false}""");

        joined.Is(
            201,
            $$$$"""{"participant":{"id":"{{{{joined.Created()}}}}","userId":"{{{{user}}}}","userExternalId":"joins","unreadCount":0,"clientAssociations":[]}}""");
    }

    [Fact]
    public async Task User_without_an_external_id_joins_without_one()
    {
        var user = await chat.UserAsync();
        var group = await chat.GroupAsync();

        var joined = await chat.PostAsync($"/conversations/{group}/join", $$"""{"userId":"{{user}}","userExternalId":null,"subscribeSDKClient":false}""");

        joined.Is(201, $$$$"""{"participant":{"id":"{{{{joined.Created()}}}}","userId":"{{{{user}}}}","unreadCount":0,"clientAssociations":[]}}""");
    }

    [Fact]
    public async Task Whoever_has_joined_before_stays_as_he_is()
    {
        await chat.UserAsync("""{"externalId":"twice"}""");
        var group = await chat.GroupAsync();
        const string Body = """{"userExternalId":"twice","subscribeSDKClient":true}""";
        var first = await chat.PostAsync($"/conversations/{group}/join", Body);

        (await chat.PostAsync($"/conversations/{group}/join", Body)).Is(201, first.Body);

        Assert.Equal([first.Created()], (await chat.GetAsync($"/conversations/{group}/participants")).Ids());
    }

    [Fact]
    public async Task User_who_is_named_twice_takes_part_once()
    {
        var user = await chat.UserAsync();
        var group = await chat.GroupAsync(user, user);

        Assert.Single((await chat.GetAsync($"/conversations/{group}/participants")).Ids());
    }

    [Fact]
    public async Task Nobody_joins_or_leaves_a_personal_conversation()
    {
        var user = await chat.UserAsync();
        var id = await chat.PersonalAsync(user);
        var title = $"Conversation {id} is personal: its participant cannot change";

        (await chat.PostAsync($"/conversations/{id}/join", $$"""{"userId":"{{await chat.UserAsync()}}","subscribeSDKClient":true}""")).IsBad(title);
        (await chat.PostAsync($"/conversations/{id}/leave", $$"""{"userId":"{{user}}"}""")).IsBad(title);
    }

    [Fact]
    public async Task Hundred_and_first_participant_is_too_many()
    {
        var group = await chat.GroupAsync();
        for (var i = 0; i < 100; i++) Assert.Equal(201, (await JoinAsync(group, await chat.UserAsync())).Status);

        (await JoinAsync(group, await chat.UserAsync())).IsBad("Too many participants");

        Assert.Equal(100, (await chat.GetAsync($"/conversations/{group}/participants?page[size]=100")).Ids().Count);
    }

    public static TheoryData<string, string[]> JoinFaults { get; } = new()
    {
        { "{}", ["should have required property 'subscribeSDKClient'", "should have exactly one of 'userId', 'userExternalId'"] },
        { """{"userId":"a"}""", ["should have required property 'subscribeSDKClient'"] },
        { """{"userId":"a","subscribeSDKClient":null}""", ["should have required property 'subscribeSDKClient'"] },
        { """{"userId":"a","subscribeSDKClient":"yes"}""", ["'subscribeSDKClient' should be boolean"] },
        { """{"subscribeSDKClient":true}""", ["should have exactly one of 'userId', 'userExternalId'"] },
        { """{"userId":"a","userExternalId":"b","subscribeSDKClient":true}""", ["should have exactly one of 'userId', 'userExternalId'"] },
        { """{"userId":1,"subscribeSDKClient":true}""", ["'userId' should be string"] },
        { """{"userExternalId":"","subscribeSDKClient":true}""", ["'userExternalId' should have 1 to 1024 characters"] },
    };

    [Theory]
    [MemberData(nameof(JoinFaults))]
    public async Task Join_with_a_fault_is_refused(string body, string[] titles) =>
        (await chat.PostAsync($"/conversations/{await chat.GroupAsync()}/join", body)).IsBad(titles);

    [Fact]
    public async Task Unknown_user_does_not_join() =>
        (await JoinAsync(await chat.GroupAsync(), ChatServer.Missing)).IsProblem(404, "user_not_found", "User not found");

    [Theory]
    [InlineData("userId")]
    [InlineData("userExternalId")]
    [InlineData("participantId")]
    public async Task Participant_leaves_by_any_id(string field)
    {
        var user = await chat.UserAsync($$"""{"externalId":"leaves by {{field}}"}""");
        var group = await chat.GroupAsync(user, await chat.UserAsync());
        var participants = (await chat.GetAsync($"/conversations/{group}/participants")).Ids();
        var id = field switch { "userId" => user, "userExternalId" => $"leaves by {field}", _ => participants[0] };

        (await chat.PostAsync($"/conversations/{group}/leave", $$"""{"{{field}}":"{{id}}"}""")).Is(200, "{}");

        Assert.Equal([participants[1]], (await chat.GetAsync($"/conversations/{group}/participants")).Ids());
    }

    [Fact]
    public async Task Whoever_takes_no_part_cannot_leave()
    {
        var stranger = await chat.UserAsync("""{"externalId":"stranger"}""");
        var elsewhere = await chat.GroupAsync(stranger);
        var participant = (await chat.GetAsync($"/conversations/{elsewhere}/participants")).Ids()[0];
        var group = await chat.GroupAsync(await chat.UserAsync());

        foreach (var body in (string[])
                 [
                     $$"""{"userId":"{{stranger}}"}""", """{"userExternalId":"stranger"}""", $$"""{"participantId":"{{participant}}"}""",
                     $$"""{"userId":"{{ChatServer.Missing}}"}""", """{"userExternalId":"nobody"}""",
                 ])
        {
            (await chat.PostAsync($"/conversations/{group}/leave", body)).IsProblem(404, "not_found", "User is not a member of the conversation");
        }
    }

    [Theory]
    [InlineData("{}", "should have exactly one of 'userId', 'userExternalId', 'participantId'")]
    [InlineData("""{"userId":"a","participantId":"b"}""", "should have exactly one of 'userId', 'userExternalId', 'participantId'")]
    [InlineData("""{"userId":null,"userExternalId":null,"participantId":null}""", "should have exactly one of 'userId', 'userExternalId', 'participantId'")]
    public async Task Leave_with_a_fault_is_refused(string body, string title) =>
        (await chat.PostAsync($"/conversations/{await chat.GroupAsync()}/leave", body)).IsBad(title);

    [Fact]
    public async Task Leave_names_the_field_that_is_no_text() =>
        Assert.Contains("'participantId' should be string", (await chat.PostAsync($"/conversations/{await chat.GroupAsync()}/leave", """{"participantId":{}}""")).Titles);

    [Fact]
    public async Task Participants_are_listed_in_the_order_in_which_they_joined()
    {
        var first = await chat.UserAsync("""{"externalId":"joined first"}""");
        var second = await chat.UserAsync();
        var group = await chat.GroupAsync(first, second);
        await chat.TextAsync(group);

        var list = await chat.GetAsync($"/conversations/{group}/participants");

        list.Is(
            200,
            $$$$"""
            {"participants":[
            {"id":"{{{{list.Ids()[0]}}}}","userId":"{{{{first}}}}","userExternalId":"joined first","unreadCount":1,"clientAssociations":[]},
            {"id":"{{{{list.Ids()[1]}}}}","userId":"{{{{second}}}}","unreadCount":1,"clientAssociations":[]}],
            "meta":{"hasMore":false}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Links_lead_through_the_participants_and_back()
    {
        string[] users = [await chat.UserAsync(), await chat.UserAsync(), await chat.UserAsync()];
        var group = await chat.GroupAsync(users);
        var ids = (await chat.GetAsync($"/conversations/{group}/participants")).Ids();

        var first = await chat.GetAsync($"/conversations/{group}/participants?page[size]=2");
        var second = await chat.GetAsync(first.Link("next")!);
        var back = await chat.GetAsync(second.Link("prev")!);

        Assert.Equal(ids[..2], first.Ids());
        Assert.Equal(ids[2..], second.Ids());
        Assert.Equal(ids[..2], back.Ids());
    }

    [Fact]
    public async Task Bad_page_is_refused() =>
        (await chat.GetAsync($"/conversations/{await chat.GroupAsync()}/participants?page[size]=0")).IsBad("Invalid page query parameters");

    [Fact]
    public async Task Personal_conversation_has_its_user_for_a_participant()
    {
        var user = await chat.UserAsync();

        var list = await chat.GetAsync($"/conversations/{await chat.PersonalAsync(user)}/participants");

        Assert.Equal(user, Assert.Single(list.Json.GetProperty("participants").EnumerateArray()).GetProperty("userId").GetString());
    }

    [Fact]
    public async Task Message_is_unread_by_all_but_its_author()
    {
        var (author, reader) = (await chat.UserAsync(), await chat.UserAsync());
        var group = await chat.GroupAsync(author, reader);

        await chat.TextAsync(group);
        await WriteAsync(group, author);
        await WriteAsync(group, author);

        Assert.Equal([1, 3], await UnreadAsync(group));
    }

    [Fact]
    public async Task Reading_leaves_nothing_unread_and_tells_when()
    {
        var (reader, other) = (await chat.UserAsync(), await chat.UserAsync());
        var group = await chat.GroupAsync(reader, other);
        await chat.TextAsync(group);
        chat.Clock.Advance(TimeSpan.FromSeconds(7));

        (await ReadAsync(group, reader)).Is(200, "{}");

        var participants = (await chat.GetAsync($"/conversations/{group}/participants")).Json.GetProperty("participants");
        Assert.Equal([0, 1], await UnreadAsync(group));
        Assert.Equal(chat.Now, participants[0].GetProperty("lastRead").GetString());
        Assert.False(participants[1].TryGetProperty("lastRead", out _));
    }

    [Fact]
    public async Task Deleted_message_is_unread_by_nobody()
    {
        var (reader, other) = (await chat.UserAsync(), await chat.UserAsync());
        var group = await chat.GroupAsync(reader, other);
        var message = await chat.TextAsync(group);
        chat.Clock.Advance(TimeSpan.FromSeconds(1));
        await ReadAsync(group, reader);
        chat.Clock.Advance(TimeSpan.FromSeconds(1));
        await chat.TextAsync(group);

        await chat.DeleteAsync($"/conversations/{group}/messages/{message}");

        Assert.Equal([1, 1], await UnreadAsync(group));
    }

    [Fact]
    public async Task Deletion_of_all_messages_leaves_nothing_unread()
    {
        var group = await chat.GroupAsync(await chat.UserAsync(), await chat.UserAsync());
        await chat.TextAsync(group);

        await chat.DeleteAsync($"/conversations/{group}/messages");

        Assert.Equal([0, 0], await UnreadAsync(group));
    }

    private Task<Reply> JoinAsync(string group, string userId) =>
        chat.PostAsync($"/conversations/{group}/join", $$"""{"userId":"{{userId}}","subscribeSDKClient":false}""");

    private Task<Reply> ReadAsync(string group, string userId) =>
        chat.PostAsync($"/conversations/{group}/activity", $$"""{"author":{"type":"user","userId":"{{userId}}"},"type":"conversation:read"}""");

    private async Task WriteAsync(string group, string userId)
    {
        var posted = await chat.PostAsync(
            $"/conversations/{group}/messages", $$$"""{"author":{"type":"user","userId":"{{{userId}}}"},"content":{"type":"text","text":"Hello"}}""");
        Assert.Equal(201, posted.Status);
    }

    private async Task<List<int>> UnreadAsync(string group) =>
    [
        .. (await chat.GetAsync($"/conversations/{group}/participants")).Json.GetProperty("participants").EnumerateArray()
            .Select(participant => participant.GetProperty("unreadCount").GetInt32()),
    ];
}

public sealed class SqliteParticipantTests(SqliteChatServer chat) : ParticipantTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresParticipantTests(PostgresChatServer chat) : ParticipantTests(chat), IClassFixture<PostgresChatServer>;
