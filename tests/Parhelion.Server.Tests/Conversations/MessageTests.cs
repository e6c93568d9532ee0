using System.Text.Json;

namespace Parhelion.Server.Tests.Conversations;

/// <summary>Messages: what is taken comes back as it was sent. Their media are the matter of <see cref="MessageMediaTests"/>.</summary>
public abstract class MessageTests(ChatServer chat)
{
    [Fact]
    public async Task Message_of_the_business_is_posted_and_listed_as_it_was_answered()
    {
        var id = await chat.GroupAsync();

        var posted = await chat.PostAsync(
            $"/conversations/{id}/messages",
            """
            {"author":{"type":"business","displayName":"Desk","avatarUrl":"https://example.com/d.png","subtypes":["AI"],"brandId":null,"userId":null},
             "content":{"type":"text","text":"Hello"},"metadata":{"lang":"en","urgent":true,"rank":2},
             "destination":{"integrationType":"web"},"override":{"web":{"payload":{}}},"unknown":1}
            """);

        var message = posted.Json.GetProperty("messages")[0];
        var expected =
            $$$$"""
            {"id":"{{{{message.GetProperty("id").GetString()}}}}","received":"{{{{chat.Now}}}}",
            "author":{"type":"business","subtypes":["AI"],"displayName":"Desk","avatarUrl":"https://example.com/d.png"},
            "content":{"type":"text","text":"Hello"},"source":{"type":"api:conversations"},"metadata":{"lang":"en","urgent":true,"rank":2}}
            """.ReplaceLineEndings("");
        posted.Is(201, $$"""{"messages":[{{expected}}]}""");
        (await chat.GetAsync($"/conversations/{id}/messages")).Is(200, $$$"""{"messages":[{{{expected}}}],"meta":{"hasMore":false}}""");
    }

    [Theory]
    [InlineData("userId")]
    [InlineData("userExternalId")]
    public async Task Message_of_a_user_tells_the_user_by_id(string field)
    {
        var user = await chat.UserAsync($$"""{"externalId":"writes by {{field}}"}""");
        var id = await chat.GroupAsync(user);
        var name = field == "userId" ? user : $"writes by {field}";

        var posted = await chat.PostAsync(
            $"/conversations/{id}/messages", $$$"""{"author":{"type":"user","{{{field}}}":"{{{name}}}"},"content":{"type":"text","text":"Hello"}}""");

        Assert.Equal(
            $$"""{"type":"user","userId":"{{user}}"}""", posted.Json.GetProperty("messages")[0].GetProperty("author").ToString());
    }

    [Fact]
    public async Task Message_of_nobody_in_particular_is_of_the_one_user_of_a_personal_conversation()
    {
        var user = await chat.UserAsync();
        var id = await chat.PersonalAsync(user);

        var posted = await chat.PostAsync($"/conversations/{id}/messages", """{"author":{"type":"user"},"content":{"type":"text","text":"Hello"}}""");

        Assert.Equal($$"""{"type":"user","userId":"{{user}}"}""", posted.Json.GetProperty("messages")[0].GetProperty("author").ToString());
    }

    [Fact]
    public async Task Message_of_nobody_in_particular_is_refused_in_a_group() =>
        (await chat.PostAsync($"/conversations/{await chat.GroupAsync()}/messages", """{"author":{"type":"user"},"content":{"type":"text","text":"Hello"}}"""))
            .IsBad("'author' should have 'userId' or 'userExternalId' in a conversation of several users");

    [Fact]
    public async Task Message_of_an_unknown_user_is_refused() =>
        (await chat.PostAsync(
            $"/conversations/{await chat.GroupAsync()}/messages",
            $$$"""{"author":{"type":"user","userId":"{{{ChatServer.Missing}}}"},"content":{"type":"text","text":"Hello"}}"""))
        .IsProblem(404, "user_not_found", "User not found");

    // The official SDKs for Python fail at subtypes that are newer than they.
    [Theory]
    [InlineData("AI", true)]
    [InlineData("activity", true)]
    [InlineData("agent", false)]
    [InlineData("bot", false)]
    public async Task Subtype_is_taken_and_answered_where_clients_know_it(string subtype, bool isAnswered)
    {
        var posted = await chat.PostAsync(
            $"/conversations/{await chat.GroupAsync()}/messages",
            $$$"""{"author":{"type":"business","subtypes":["{{{subtype}}}"]},"content":{"type":"text","text":"Hello"}}""");

        Assert.Equal(201, posted.Status);
        Assert.Equal(isAnswered, posted.Json.GetProperty("messages")[0].GetProperty("author").TryGetProperty("subtypes", out _));
    }

    public static TheoryData<string> Contents { get; } = new(
        """{"type":"text","text":"Hello"}""",
        $$"""{"type":"text","text":"{{new string('x', 4096)}}"}""",
        """{"type":"text","text":"","payload":"p"}""",
        """{"type":"text","htmlText":"b","blockChatInput":true}""",
        """{"type":"text","markdownText":"**b**","text":"b"}""",
        """
        {"type":"text","text":"Choose","actions":[
        {"type":"buy","text":"Buy","amount":1250,"currency":"eur","metadata":{"sku":"7"}},
        {"type":"link","text":"Open","uri":"https://example.com","default":true},
        {"type":"postback","text":"Yes","payload":"yes"},
        {"type":"webview","text":"See","uri":"https://example.com/w","fallback":"https://example.com/f","size":"tall","openOnReceive":false},
        {"type":"reply","text":"No","payload":"no","iconUrl":"https://example.com/i.png"},
        {"type":"locationRequest","text":"Where"}]}
        """,
        """{"type":"text","actions":[{"type":"reply","text":"No","payload":"no"}]}""",
        """{"type":"carousel","items":[{"title":"One","actions":[{"type":"postback","text":"Yes","payload":"yes"}]}]}""",
        """
        {"type":"carousel","displaySettings":{"imageAspectRatio":"square"},"items":[
        {"title":"One","description":"First","size":"compact","metadata":{"n":1},"actions":[{"type":"link","text":"Open","uri":"https://example.com"}]}]}
        """,
        """{"type":"list","items":[{"title":"One","actions":[{"type":"postback","text":"Yes","payload":"yes"}]}],"actions":[{"type":"postback","text":"More","payload":"m"}]}""",
        """
        {"type":"form","blockChatInput":false,"fields":[
        {"type":"text","name":"n","label":"Name","placeholder":"Ada","minSize":1,"maxSize":256},
        {"type":"email","name":"e","label":"Mail"},
        {"type":"select","name":"s","label":"Size","options":[{"name":"l","label":"Large"}]}]}
        """,
        """
        {"type":"formResponse","fields":[
        {"type":"text","name":"n","label":"Name","text":"Ada"},
        {"type":"email","name":"e","label":"Mail","email":"ada@example.com"},
        {"type":"select","name":"s","label":"Size","select":[{"name":"l","label":"Large"}]}]}
        """,
        """{"type":"location","coordinates":{"lat":-45.5,"long":73.568}}""",
        """{"type":"location","coordinates":{"lat":1e1,"long":0},"location":{"address":"Here 1","name":"Here"}}""",
        """{"type":"template","template":{"name":"greeting","parts":[{"deep":[1,2.50,true,"x"]}]}}""",
        $$$"""{"type":"template","template":{"deep":{{{new string('[', 28)}}}{{{new string(']', 28)}}}}}""",
        """{"type":"text","text":"Hello","unknown":{"kept":[1,{"a":"b"}]}}""");

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Content_comes_back_as_it_was_sent(string content)
    {
        var id = await chat.GroupAsync();
        content = content.ReplaceLineEndings("");

        var posted = await chat.PostContentAsync(id, content);

        Assert.Equal($"201 {content}", $"{posted.Status} {(posted.Status == 201 ? posted.Json.GetProperty("messages")[0].GetProperty("content") : posted.Body)}");
        Assert.Equal(content, (await chat.GetAsync($"/conversations/{id}/messages")).Json.GetProperty("messages")[0].GetProperty("content").ToString());
    }

    [Theory]
    [InlineData("naïve 日本語 😀 a\u0301 \u202E \u0000 \u001F </script> ' \" \\ & + %")]
    public async Task Text_of_any_characters_comes_back_as_it_was_sent(string text)
    {
        var id = await chat.GroupAsync();

        await chat.PostContentAsync(id, JsonSerializer.Serialize(new { type = "text", text }));

        var message = (await chat.GetAsync($"/conversations/{id}/messages")).Json.GetProperty("messages")[0];
        Assert.Equal(text, message.GetProperty("content").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Null_is_the_same_as_nothing_in_all_of_a_content()
    {
        var posted = await chat.PostContentAsync(
            await chat.GroupAsync(),
            """
            {"type":"carousel","text":null,"blockChatInput":null,"displaySettings":null,"items":[
            {"title":"One","description":null,"mediaUrl":null,"mediaType":null,"altText":null,"size":null,"metadata":null,
             "actions":[{"type":"postback","text":"Yes","payload":"yes","iconUrl":null,"metadata":null}]}]}
            """);

        Assert.Equal(
            """{"type":"carousel","items":[{"title":"One","actions":[{"type":"postback","text":"Yes","payload":"yes"}]}]}""",
            posted.Json.GetProperty("messages")[0].GetProperty("content").ToString());
    }

    [Fact]
    public async Task Content_in_the_format_of_a_channel_is_the_channels_to_judge()
    {
        var posted = await chat.PostAsync(
            $"/conversations/{await chat.GroupAsync()}/messages",
            """{"author":{"type":"business"},"schema":"whatsapp","content":{"type":"interactive","action":{"buttons":[]}}}""");

        Assert.Equal("""{"type":"interactive","action":{"buttons":[]}}""", posted.Json.GetProperty("messages")[0].GetProperty("content").ToString());
    }

    public static TheoryData<string, string[]> Faults { get; } = new()
    {
        { "{}", ["should have required property 'author'", "should have required property 'content'"] },
        { """{"author":null,"content":null}""", ["should have required property 'author'", "should have required property 'content'"] },
        { """{"author":"a","content":[]}""", ["'author' should be object", "'content' should be object"] },
        { Message("{}"), ["'content' should have required property 'type'"] },
        { MessageBy("{}"), ["'author' should have required property 'type'"] },
        { MessageBy("""{"type":"agent"}"""), ["'author.type' should be one of business, user"] },
        { MessageBy("""{"type":"user","userId":"a","userExternalId":"b"}"""), ["should have exactly one of 'author.userId', 'author.userExternalId'"] },
        { MessageBy("""{"type":"business","userId":"a"}"""), ["'author.userId' and 'author.userExternalId' are for authors of type user only"] },
        { MessageBy("""{"type":"user","userId":7}"""), ["'author.userId' should be string"] },
        { MessageBy("""{"type":"user","userExternalId":"a","brandId":""}"""), ["'author.brandId' should have 1 to 24 characters"] },
        { MessageBy("""{"type":"business","displayName":7}"""), ["'author.displayName' should be string"] },
        { MessageBy("""{"type":"business","avatarUrl":"d.png"}"""), ["'author.avatarUrl' should be an absolute http or https URL"] },
        { MessageBy("""{"type":"business","subtypes":"AI"}"""), ["'author.subtypes' should be an array of at most 1 of AI, activity, agent, bot"] },
        { MessageBy("""{"type":"business","subtypes":["ghost"]}"""), ["'author.subtypes' should be an array of at most 1 of AI, activity, agent, bot"] },
        { MessageBy("""{"type":"business","subtypes":[null]}"""), ["'author.subtypes' should be an array of at most 1 of AI, activity, agent, bot"] },
        { MessageBy("""{"type":"business","subtypes":["AI","activity"]}"""), ["'author.subtypes' should be an array of at most 1 of AI, activity, agent, bot"] },
        { MessageWith("metadata", """{"a":{}}"""), ["'metadata.a' should be string, number or boolean"] },
        { MessageWith("metadata", $$"""{"a":"{{new string('x', 4096)}}"}"""), ["Message metadata is limited to 4096 bytes in size."] },
        { MessageWith("destination", "{}"), ["should have exactly one of 'destination.integrationId', 'destination.integrationType'"] },
        { MessageWith("destination", """{"integrationId":"a","integrationType":"web"}"""), ["should have exactly one of 'destination.integrationId', 'destination.integrationType'"] },
        { MessageWith("destination", """{"integrationId":7}"""), ["'destination.integrationId' should be string"] },
        { MessageWith("schema", "7"), ["'schema' should be string"] },
        { MessageWith("unknown", """["\ud83d"]"""), ["'unknown[0]' should be valid text, but contains an unpaired surrogate"] },
        { MessageWith("unknown", """{"\ud83d":1}"""), ["Invalid JSON: a property name contains an unpaired surrogate"] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Message_with_a_fault_is_refused(string body, string[] titles)
    {
        var id = await chat.GroupAsync();

        (await chat.PostAsync($"/conversations/{id}/messages", body)).IsBad(titles);

        Assert.Empty((await chat.GetAsync($"/conversations/{id}/messages")).Ids());
    }

    private const string Postback = """{"type":"postback","text":"Yes","payload":"yes"}""";

    public static TheoryData<string, string[]> ContentFaults { get; } = new()
    {
        { """{"type":"video"}""", ["'content.type' should be one of text, file, image, carousel, list, form, formResponse, location, template"] },
        { """{"type":null}""", ["'content.type' should be one of text, file, image, carousel, list, form, formResponse, location, template"] },
        { """{"type":"text"}""", ["'content' should have required property 'text'"] },
        { """{"type":"text","text":null}""", ["'content' should have required property 'text'"] },
        { """{"type":"text","text":7}""", ["'content.text' should be string"] },
        { $$"""{"type":"text","text":"{{new string('x', 4097)}}"}""", ["'content.text' should have at most 4096 characters"] },
        { """{"type":"text","htmlText":"a","markdownText":"b"}""", ["'content' should have 'htmlText' or 'markdownText', not both"] },
        { """{"type":"text","text":"a","blockChatInput":"yes"}""", ["'content.blockChatInput' should be boolean"] },
        { """{"type":"text","text":"a","actions":{}}""", ["'content.actions' should be array"] },
        { """{"type":"text","text":"a","actions":[1]}""", ["'content.actions' should contain only objects"] },
        { """{"type":"text","text":"a","actions":[{}]}""", ["'content.actions[0]' should have required property 'type'", "'content.actions[0]' should have required property 'text'"] },
        { """{"type":"text","text":"a","actions":[{"type":"call","text":"a"}]}""", ["'content.actions[0].type' should be one of buy, link, postback, webview, reply, locationRequest"] },
        { """{"type":"text","text":"a","actions":[{"type":"buy","text":"a"}]}""", ["should have required property 'content.actions[0].amount'"] },
        { """{"type":"text","text":"a","actions":[{"type":"buy","text":"a","amount":1.5}]}""", ["'content.actions[0].amount' should be an integer of 0 or more"] },
        { """{"type":"text","text":"a","actions":[{"type":"link","text":"a"}]}""", ["'content.actions[0]' should have required property 'uri'"] },
        { """{"type":"text","text":"a","actions":[{"type":"postback","text":"a"}]}""", ["'content.actions[0]' should have required property 'payload'"] },
        { """{"type":"text","text":"a","actions":[{"type":"reply","text":"a","payload":7}]}""", ["'content.actions[0].payload' should be string"] },
        { """{"type":"text","text":"a","actions":[{"type":"webview","text":"a","uri":"b"}]}""", ["'content.actions[0]' should have required property 'fallback'"] },
        { """{"type":"text","text":"a","actions":[{"type":"webview","text":"a","uri":"b","fallback":"c","size":"huge"}]}""", ["'content.actions[0].size' should be one of compact, tall, full"] },
        { """{"type":"file"}""", ["'content' should have required property 'mediaUrl'"] },
        { """{"type":"file","mediaUrl":null}""", ["'content' should have required property 'mediaUrl'"] },
        { """{"type":"file","mediaUrl":7}""", ["'content.mediaUrl' should be string"] },
        { """{"type":"file","mediaUrl":"a.png"}""", ["'content.mediaUrl' should be an absolute http or https URL"] },
        { """{"type":"image","mediaUrl":"javascript:alert(1)"}""", ["'content.mediaUrl' should be an absolute http or https URL"] },
        { """{"type":"image","mediaUrl":"file:///etc/passwd"}""", ["'content.mediaUrl' should be an absolute http or https URL"] },
        { $$"""{"type":"image","mediaUrl":"https://example.com/a.png","altText":"{{new string('x', 129)}}"}""", ["'content.altText' should have at most 128 characters"] },
        { """{"type":"image","mediaUrl":"https://example.com/a.png","actions":[{"type":"call","text":"a"}]}""", ["'content.actions[0].type' should be one of buy, link, postback, webview, reply, locationRequest"] },
        { """{"type":"carousel"}""", ["'content' should have required property 'items'"] },
        { """{"type":"carousel","items":[]}""", ["'content.items' should have 1 to 10 entries"] },
        { $$"""{"type":"list","items":[{{string.Join(',', Enumerable.Repeat("{}", 11))}}]}""", ["'content.items' should have 1 to 10 entries"] },
        { """{"type":"carousel","items":[{}]}""", ["'content.items[0]' should have required property 'title'", "should have required property 'content.items[0].actions'"] },
        { Item(""), ["'content.items[0].title' should have 1 to 128 characters"] },
        { Item(new string('x', 129)), ["'content.items[0].title' should have 1 to 128 characters"] },
        { Item("a", $$"""
            "description":"{{new string('x', 129)}}"
            """), ["'content.items[0].description' should have at most 128 characters"] },
        { Item("a", "\"mediaUrl\":\"a.png\""), ["'content.items[0].mediaUrl' should be an absolute http or https URL"] },
        { Item("a", $"\"mediaUrl\":\"https://example.com/{new string('x', 2048)}\""), ["'content.items[0].mediaUrl' should have 1 to 2048 characters"] },
        { Item("a", $"\"altText\":\"{new string('x', 129)}\""), ["'content.items[0].altText' should have at most 128 characters"] },
        { Item("a", $"\"mediaType\":\"{new string('x', 129)}\""), ["'content.items[0].mediaType' should have at most 128 characters"] },
        { Item("a", "\"size\":\"tall\""), ["'content.items[0].size' should be one of compact, large"] },
        { Item("a", "\"metadata\":{\"a\":[]}"), ["'content.items[0].metadata.a' should be string, number or boolean"] },
        { """{"type":"carousel","items":[{"title":"a","actions":[]}]}""", ["'content.items[0].actions' should have 1 to 3 entries"] },
        { $$"""{"type":"carousel","items":[{"title":"a","actions":[{{Postback}},{{Postback}},{{Postback}},{{Postback}}]}]}""", ["'content.items[0].actions' should have 1 to 3 entries"] },
        { """{"type":"carousel","items":[{"title":"a","actions":[{"type":"reply","text":"a","payload":"b"}]}]}""", ["'content.items[0].actions[0].type' should be one of buy, link, postback, webview"] },
        { $$$"""{"type":"carousel","items":[{"title":"a","actions":[{{{Postback}}}]}],"displaySettings":{"imageAspectRatio":"round"}}""", ["'content.displaySettings.imageAspectRatio' should be one of horizontal, square"] },
        { $$"""{"type":"list","items":[{"title":"a","actions":[{{Postback}}]}],"actions":[]}""", ["'content.actions' should have 1 to 10 entries"] },
        { """{"type":"form","fields":[]}""", ["'content.fields' should have 1 to 20 entries"] },
        { """{"type":"form","fields":[{"type":"date","name":"a","label":"b"}]}""", ["'content.fields[0].type' should be one of email, select, text"] },
        { """{"type":"form","fields":[{"type":"text","label":"b"}]}""", ["'content.fields[0]' should have required property 'name'"] },
        { """{"type":"form","fields":[{"type":"text","name":"a","label":""}]}""", ["'content.fields[0].label' should have 1 to 128 characters"] },
        { """{"type":"form","fields":[{"type":"text","name":"a","label":"b"},{"type":"text","name":"a","label":"c"}]}""", ["'content.fields[1].name' should be unique"] },
        { """{"type":"form","fields":[{"type":"text","name":"a","label":"b","minSize":0}]}""", ["'content.fields[0].minSize' should be an integer from 1 to 256"] },
        { """{"type":"formResponse"}""", ["'content' should have required property 'fields'"] },
        { $$"""{"type":"formResponse","fields":[{"type":"text","name":"a","label":"b","text":"{{new string('x', 257)}}"}]}""", ["'content.fields[0].text' should have 1 to 256 characters"] },
        { """{"type":"location"}""", ["'content' should have required property 'coordinates'"] },
        { """{"type":"location","coordinates":{"lat":"1"}}""", ["'content.coordinates.lat' should be number", "'content.coordinates' should have required property 'long'"] },
        { """{"type":"location","coordinates":{"lat":1,"long":2},"location":{"name":7}}""", ["'content.location.name' should be string"] },
        { """{"type":"template"}""", ["'content' should have required property 'template'"] },
        { """{"type":"template","template":"a"}""", ["'content.template' should be object"] },
    };

    [Theory]
    [MemberData(nameof(ContentFaults))]
    public async Task Content_with_a_fault_is_refused(string content, string[] titles) =>
        (await chat.PostContentAsync(await chat.GroupAsync(), content)).IsBad(titles);

    [Fact]
    public async Task Message_is_deleted_once()
    {
        var id = await chat.GroupAsync();
        string[] messages = [await chat.TextAsync(id), await chat.TextAsync(id), await chat.TextAsync(id)];

        (await chat.DeleteAsync($"/conversations/{id}/messages/{messages[1]}")).Is(200, "{}");

        (await chat.DeleteAsync($"/conversations/{id}/messages/{messages[1]}")).IsProblem(404, "not_found", "Message not found");
        Assert.Equal([messages[0], messages[2]], (await chat.GetAsync($"/conversations/{id}/messages")).Ids());
    }

    [Fact]
    public async Task Message_that_is_not_of_the_conversation_is_not_found()
    {
        var (here, there) = (await chat.GroupAsync(), await chat.GroupAsync());
        var message = await chat.TextAsync(there);

        foreach (var id in (string[])[message, message.ToUpperInvariant(), ChatServer.Missing, "x"])
        {
            (await chat.DeleteAsync($"/conversations/{here}/messages/{id}")).IsProblem(404, "not_found", "Message not found");
        }

        Assert.Equal([message], (await chat.GetAsync($"/conversations/{there}/messages")).Ids());
    }

    [Fact]
    public async Task All_messages_are_deleted_and_new_ones_can_come()
    {
        var (id, other) = (await chat.GroupAsync(), await chat.GroupAsync());
        await chat.TextAsync(id);
        await chat.TextAsync(id);
        var elsewhere = await chat.TextAsync(other);

        (await chat.DeleteAsync($"/conversations/{id}/messages")).Is(200, "{}");
        var late = await chat.TextAsync(id);

        Assert.Equal([late], (await chat.GetAsync($"/conversations/{id}/messages")).Ids());
        Assert.Equal([elsewhere], (await chat.GetAsync($"/conversations/{other}/messages")).Ids());
    }

    [Fact]
    public async Task Deletion_of_all_messages_of_an_empty_conversation_is_fine() =>
        (await chat.DeleteAsync($"/conversations/{await chat.GroupAsync()}/messages")).Is(200, "{}");

    private static string Message(string content) => $$"""{"author":{"type":"business"},"content":{{content}}}""";

    private static string MessageBy(string author) => $$$"""{"author":{{{author}}},"content":{"type":"text","text":"Hello"}}""";

    private static string MessageWith(string field, string value) => $$$"""{"author":{"type":"business"},"content":{"type":"text","text":"Hello"},"{{{field}}}":{{{value}}}}""";

    private static string Item(string title, string? more = null) =>
        $$"""{"type":"carousel","items":[{"title":"{{title}}",{{(more is null ? "" : more.Trim() + ",")}}"actions":[{{Postback}}]}]}""";
}

public sealed class SqliteMessageTests(SqliteChatServer chat) : MessageTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresMessageTests(PostgresChatServer chat) : MessageTests(chat), IClassFixture<PostgresChatServer>;
