namespace Parhelion.Server.Tests.Conversations;

/// <summary>The conversations of a user, in pages.</summary>
public abstract class ConversationListTests(ChatServer chat)
{
    [Fact]
    public async Task List_has_what_the_user_takes_part_in_oldest_first()
    {
        var user = await chat.UserAsync("""{"externalId":"listed"}""");
        var personal = await chat.PersonalAsync(user);
        var group = await chat.GroupAsync(await chat.UserAsync(), user);
        await chat.GroupAsync();

        var list = await chat.GetAsync($"/conversations?filter[userId]={user}");

        list.Is(
            200,
            $$$$"""
            {"conversations":[
            {"id":"{{{{personal}}}}","type":"personal","isDefault":true,"lastUpdatedAt":"{{{{chat.Now}}}}","createdAt":"{{{{chat.Now}}}}"},
            {"id":"{{{{group}}}}","type":"sdkGroup","isDefault":false,"lastUpdatedAt":"{{{{chat.Now}}}}","createdAt":"{{{{chat.Now}}}}"}],
            "meta":{"hasMore":false}}
            """.ReplaceLineEndings(""));
        (await chat.GetAsync("/conversations?filter%5BuserExternalId%5D=listed")).Is(200, list.Body);
    }

    [Fact]
    public async Task Group_that_was_left_is_not_listed()
    {
        var user = await chat.UserAsync();
        var group = await chat.GroupAsync(user);
        await chat.PostAsync($"/conversations/{group}/leave", $$"""{"userId":"{{user}}"}""");

        (await chat.GetAsync($"/conversations?filter[userId]={user}")).Is(200, """{"conversations":[],"meta":{"hasMore":false}}""");
    }

    [Fact]
    public async Task Page_has_25_entries_unless_another_size_is_asked_for()
    {
        var (user, ids) = await ManyAsync("sized", 27);

        Assert.Equal(ids[..25], (await chat.GetAsync($"/conversations?filter[userId]={user}")).Ids());
        Assert.Equal(ids, (await chat.GetAsync($"/conversations?filter[userId]={user}&page[size]=100")).Ids());
        Assert.Equal(ids[..1], (await chat.GetAsync($"/conversations?filter[userId]={user}&page[size]=1")).Ids());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/sc")]
    public async Task Links_lead_forward_and_back_whatever_the_filter_says(string prefix)
    {
        // Every character that a link has to encode.
        var externalId = $"a&b=c d+e%/ü?#[]{prefix}";
        var (_, ids) = await ManyAsync(externalId, 5);
        var start = $"{chat.Server.Url.GetLeftPart(UriPartial.Authority)}{prefix}{chat.AppPath}/conversations?filter[userExternalId]={Uri.EscapeDataString(externalId)}&page[size]=2";

        var first = await chat.GetAsync(start);
        var second = await chat.GetAsync(first.Link("next")!);
        var third = await chat.GetAsync(second.Link("next")!);
        var back = await chat.GetAsync(third.Link("prev")!);
        var begin = await chat.GetAsync(back.Link("prev")!);

        Assert.Equal(ids[..2], first.Ids());
        Assert.Equal(ids[2..4], second.Ids());
        Assert.Equal(ids[4..], third.Ids());
        Assert.Equal(ids[2..4], back.Ids());
        Assert.Equal(ids[..2], begin.Ids());
        Assert.Equal((null, null, null), (first.Link("prev"), third.Link("next"), begin.Link("prev")));
        Assert.StartsWith($"{chat.Server.Url.GetLeftPart(UriPartial.Authority)}{prefix}{chat.AppPath}/conversations?", first.Link("next"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cursors_and_hasMore_speak_of_the_direction_that_is_paged()
    {
        var (user, ids) = await ManyAsync("directed", 4);
        var list = $"/conversations?filter[userId]={user}&page[size]=2";

        var forward = await chat.GetAsync(list);
        var end = await chat.GetAsync($"{list}&page[after]={ids[1]}");
        var back = await chat.GetAsync($"{list}&page[before]={ids[3]}");
        var begin = await chat.GetAsync($"{list}&page[before]={ids[2]}");

        Assert.Equal($$"""{"hasMore":true,"afterCursor":"{{ids[1]}}"}""", forward.Meta.ToString());
        Assert.Equal($$"""{"hasMore":false,"beforeCursor":"{{ids[2]}}"}""", end.Meta.ToString());
        Assert.Equal($$"""{"hasMore":true,"afterCursor":"{{ids[2]}}","beforeCursor":"{{ids[1]}}"}""", back.Meta.ToString());
        Assert.Equal($$"""{"hasMore":false,"afterCursor":"{{ids[1]}}"}""", begin.Meta.ToString());
    }

    [Theory]
    [InlineData("after=ffffffffffffffffffffffff")]
    [InlineData("before=000000000000000000000000")]
    public async Task Page_beyond_the_ends_is_empty(string page)
    {
        var (user, _) = await ManyAsync($"beyond {page}", 1);
        var (direction, cursor) = (page.Split('=')[0], page.Split('=')[1]);

        (await chat.GetAsync($"/conversations?filter[userId]={user}&page[{direction}]={cursor}")).Is(200, """{"conversations":[],"meta":{"hasMore":false}}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?filter[userId]=a&filter[userExternalId]=b")]
    [InlineData("?filter[userId]=a&filter[userId]=b")]
    [InlineData("?userId=a")]
    [InlineData("?filter=a")]
    public async Task List_needs_exactly_one_user(string query) =>
        (await chat.GetAsync($"/conversations{query}")).IsBad("should have exactly one of the query parameters 'filter[userId]', 'filter[userExternalId]'");

    [Theory]
    [InlineData("filter[userId]=0123456789abcdef01234567")]
    [InlineData("filter[userId]=")]
    [InlineData("filter[userExternalId]=nobody")]
    public async Task Conversations_of_an_unknown_user_are_not_found(string filter) =>
        (await chat.GetAsync($"/conversations?{filter}")).IsProblem(404, "user_not_found", "User not found");

    [Fact]
    public async Task User_id_in_the_wrong_case_is_another_id()
    {
        var id = await chat.UserAsync();

        (await chat.GetAsync($"/conversations?filter[userId]={id.ToUpperInvariant()}")).IsProblem(404, "user_not_found", "User not found");
    }

    [Theory]
    [InlineData("page[size]=0")]
    [InlineData("page[size]=101")]
    [InlineData("page[size]=-1")]
    [InlineData("page[size]=2.5")]
    [InlineData("page[size]=")]
    [InlineData("page[size]=1&page[size]=2")]
    [InlineData("page[after]=")]
    [InlineData("page[after]=0123456789ABCDEF01234567")]
    [InlineData("page[before]=0123456789abcdef0123456")]
    [InlineData("page[after]=0123456789abcdef01234567&page[before]=0123456789abcdef01234567")]
    [InlineData("page[after]=0123456789abcdef01234567&page[after]=0123456789abcdef01234567")]
    public async Task Bad_page_is_refused(string page)
    {
        var (user, _) = await ManyAsync($"paged {page}", 0);

        (await chat.GetAsync($"/conversations?filter[userId]={user}&{page}")).IsBad("Invalid page query parameters");
    }

    private async Task<(string User, List<string> Ids)> ManyAsync(string externalId, int count)
    {
        var user = await chat.UserAsync(System.Text.Json.JsonSerializer.Serialize(new { externalId }));
        var ids = new List<string>();
        for (var i = 0; i < count; i++) ids.Add(await chat.PersonalAsync(user));
        return (user, ids);
    }
}

public sealed class SqliteConversationListTests(SqliteChatServer chat) : ConversationListTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresConversationListTests(PostgresChatServer chat) : ConversationListTests(chat), IClassFixture<PostgresChatServer>;
