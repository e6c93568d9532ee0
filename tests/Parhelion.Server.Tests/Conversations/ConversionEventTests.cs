namespace Parhelion.Server.Tests.Conversations;

/// <summary>Conversion events and references to messages: accepted, checked, and the events recorded.</summary>
public abstract class ConversionEventTests(ChatServer chat)
{
    private const string Reference = """{"url":"https://example.com/d","bid":"b","key":"00","signature":"01","owner":"o"}""";

    [Fact]
    public async Task Events_are_recorded_as_they_were_sent()
    {
        var path = $"/conversations/{await chat.PersonalAsync()}/conversionEvents";
        const string Payload = """{"data":[{"event_name":"Purchase","event_time":1752161233,"custom":{"a":[1,null,"é"]}},{}],"partner_agent":"x"}""";

        var posted = await chat.PostAsync(path, $$$$$$"""{"whatsapp":{"payload":{{{{{{Payload}}}}}}}}""");

        var id = posted.Json.GetProperty("conversionEvents").GetProperty("datasetId").GetString();
        posted.Is(200, $$$"""{"conversionEvents":{"datasetId":"{{{id}}}","eventsReceived":2}}""");
        (await chat.GetAsync(path)).Is(200, $$$"""{"conversionEvents":[{"id":"{{{id}}}","channel":"whatsapp","payload":{{{Payload}}},"createdAt":"{{{chat.Now}}}"}],"meta":{"hasMore":false}}""");
    }

    [Fact]
    public async Task Newest_requests_are_kept_in_number_and_bytes()
    {
        var (many, large) = ($"/conversations/{await chat.GroupAsync()}/conversionEvents", $"/conversations/{await chat.GroupAsync()}/conversionEvents");
        string? last = null;
        for (var i = 0; i < 103; i++) last = await PostAsync(many, $$"""{"i":{{i}}}""");
        for (var i = 0; i < 13; i++) last = await PostAsync(large, $$"""{"i":{{i}},"fill":"{{new string('x', 90_000)}}"}""");

        var page = await chat.GetAsync($"{many}?page[size]=100");
        Assert.Equal(Enumerable.Range(3, 100), page.Json.GetProperty("conversionEvents").EnumerateArray().Select(row => row.GetProperty("payload").GetProperty("data")[0].GetProperty("i").GetInt32()));
        Assert.False(page.Meta.GetProperty("hasMore").GetBoolean());
        page = await chat.GetAsync($"{large}?page[size]=100");
        Assert.Equal(11, page.Ids().Count);
        Assert.Equal(last, page.Ids()[^1]);
        Assert.InRange(page.Body.Length, 900_000, (1 << 20) + 4096);
    }

    [Theory]
    [InlineData("{}", "should have exactly one of 'messenger', 'instagram', 'whatsapp'")]
    [InlineData("""{"messenger":{"payload":{"data":[{}]}},"instagram":{"payload":{"data":[{}]}}}""", "should have exactly one of 'messenger', 'instagram', 'whatsapp'")]
    [InlineData("""{"messenger":{}}""", "'messenger' should have required property 'payload'")]
    [InlineData("""{"messenger":{"payload":{}}}""", "'messenger.payload' should have required property 'data'")]
    [InlineData("""{"messenger":{"payload":{"data":[]}}}""", "'messenger.payload.data' should have 1 to 1000 entries")]
    [InlineData("""{"messenger":{"payload":{"data":[1]}}}""", "'messenger.payload.data' should contain only objects")]
    public async Task Faults_of_events_are_named(string body, string title) =>
        (await chat.PostAsync($"/conversations/{await chat.GroupAsync()}/conversionEvents", body)).IsBad(title);

    [Fact]
    public async Task Reference_is_accepted_of_a_participant()
    {
        var user = await chat.UserAsync();
        var conversation = await chat.PersonalAsync(user);
        string Body(string who) => $$$"""{"userId":"{{{who}}}","apple":{"interactiveDataRef":{{{Reference}}}}}""";

        (await chat.PostAsync($"/conversations/{conversation}/download", Body(user))).Is(200, "{}");
        (await chat.PostAsync($"/conversations/{conversation}/download", Body(ChatServer.Missing))).IsProblem(404, "user_not_found", "User not found");
        (await chat.PostAsync($"/conversations/{conversation}/download", Body(await chat.UserAsync()))).IsProblem(404, "not_found", "User is not a member of the conversation");
        (await chat.PostAsync($"/conversations/{ChatServer.Missing}/download", Body(user))).IsProblem(404, "conversation_not_found", "Conversation not found");
    }

    [Theory]
    [InlineData("{}", "should have required property 'userId'", "should have required property 'apple'")]
    [InlineData("""{"userId":"1","apple":{}}""", "'apple' should have required property 'interactiveDataRef'")]
    [InlineData("""{"userId":"1","apple":{"interactiveDataRef":{"url":"x","bid":"","key":"x","signature":"x"}}}""", "'apple.interactiveDataRef.bid' should have 1 to 4096 characters", "'apple.interactiveDataRef' should have required property 'owner'")]
    public async Task Faults_of_a_reference_are_named(string body, params string[] titles) =>
        (await chat.PostAsync($"/conversations/{await chat.GroupAsync()}/download", body)).IsBad(titles);

    private async Task<string> PostAsync(string path, string data)
    {
        var posted = await chat.PostAsync(path, $$$$$$"""{"messenger":{"payload":{"data":[{{{{{{data}}}}}}]}}}""");
        Assert.True(posted.Status == 200, posted.ToString());
        return posted.Json.GetProperty("conversionEvents").GetProperty("datasetId").GetString()!;
    }
}

public sealed class SqliteConversionEventTests(SqliteChatServer chat) : ConversionEventTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresConversionEventTests(PostgresChatServer chat) : ConversionEventTests(chat), IClassFixture<PostgresChatServer>;
