namespace Parhelion.Server.Tests.Conversations;

/// <summary>Reading, which is kept, and typing, which is accepted.</summary>
public abstract class ActivityTests(ChatServer chat)
{
    [Theory]
    [InlineData("conversation:read")]
    [InlineData("typing:start")]
    [InlineData("typing:stop")]
    public async Task Business_reads_and_types(string type) =>
        (await PostAsync(await chat.PersonalAsync(), $$"""{"author":{"type":"business","userId":null,"displayName":"Desk"},"type":"{{type}}"}""")).Is(200, "{}");

    [Fact]
    public async Task Conversation_tells_when_the_business_has_read_it()
    {
        var id = await chat.GroupAsync();
        var created = chat.Now;
        chat.Clock.Advance(TimeSpan.FromMilliseconds(1234));

        await PostAsync(id, """{"author":{"type":"business"},"type":"conversation:read"}""");

        (await chat.GetAsync($"/conversations/{id}")).Is(
            200,
            $$$$"""
            {"conversation":{"id":"{{{{id}}}}","type":"sdkGroup","isDefault":false,"businessLastRead":"{{{{chat.Now}}}}","lastUpdatedAt":"{{{{created}}}}",
            "createdAt":"{{{{created}}}}"}}
            """.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("typing:start")]
    [InlineData("typing:stop")]
    public async Task Typing_is_not_reading(string type)
    {
        var id = await chat.GroupAsync();
        var before = await chat.GetAsync($"/conversations/{id}");

        await PostAsync(id, $$"""{"author":{"type":"business"},"type":"{{type}}"}""");

        (await chat.GetAsync($"/conversations/{id}")).Is(200, before.Body);
    }

    [Fact]
    public async Task User_reads_by_external_id()
    {
        var user = await chat.UserAsync("""{"externalId":"reads"}""");
        var id = await chat.PersonalAsync(user);
        await chat.TextAsync(id);

        (await PostAsync(id, """{"author":{"type":"user","userExternalId":"reads"},"type":"conversation:read"}""")).Is(200, "{}");

        var participant = (await chat.GetAsync($"/conversations/{id}/participants")).Json.GetProperty("participants")[0];
        Assert.Equal((0, chat.Now), (participant.GetProperty("unreadCount").GetInt32(), participant.GetProperty("lastRead").GetString()!));
    }

    [Fact]
    public async Task Whoever_takes_no_part_cannot_read()
    {
        var stranger = await chat.UserAsync();

        (await PostAsync(await chat.GroupAsync(), $$"""{"author":{"type":"user","userId":"{{stranger}}"},"type":"conversation:read"}"""))
            .IsProblem(404, "not_found", "User is not a member of the conversation");
    }

    [Fact]
    public async Task Unknown_user_cannot_read() =>
        (await PostAsync(await chat.GroupAsync(), $$"""{"author":{"type":"user","userId":"{{ChatServer.Missing}}"},"type":"conversation:read"}"""))
            .IsProblem(404, "user_not_found", "User not found");

    public static TheoryData<string, string[]> Faults { get; } = new()
    {
        { "{}", ["should have required property 'type'", "should have required property 'author'"] },
        { """{"type":"conversation:read","author":null}""", ["should have required property 'author'"] },
        { """{"type":"conversation:read","author":"business"}""", ["'author' should be object"] },
        { """{"type":"conversation:read","author":{}}""", ["'author' should have required property 'type'"] },
        { """{"type":"conversation:read","author":{"type":"bot"}}""", ["'author.type' should be one of business, user"] },
        { """{"type":"conversation:read","author":{"type":"user"}}""", ["should have exactly one of 'author.userId', 'author.userExternalId'"] },
        { """{"type":"conversation:read","author":{"type":"user","userId":"a","userExternalId":"b"}}""", ["should have exactly one of 'author.userId', 'author.userExternalId'"] },
        { """{"type":"conversation:read","author":{"type":"business","userId":"a"}}""", ["'author.userId' and 'author.userExternalId' are for authors of type user only"] },
        { """{"type":"typing","author":{"type":"business"}}""", ["'type' should be one of conversation:read, typing:start, typing:stop"] },
        { """{"type":"typing:start","author":{"type":"user","userId":"a"}}""", ["'type' of a user should be conversation:read"] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Activity_with_a_fault_is_refused(string body, string[] titles) => (await PostAsync(await chat.GroupAsync(), body)).IsBad(titles);

    private Task<Reply> PostAsync(string conversationId, string body) => chat.PostAsync($"/conversations/{conversationId}/activity", body);
}

public sealed class SqliteActivityTests(SqliteChatServer chat) : ActivityTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresActivityTests(PostgresChatServer chat) : ActivityTests(chat), IClassFixture<PostgresChatServer>;
