using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Catalog;
using Parhelion.Server.Tests.Conversations;

namespace Parhelion.Server.Tests.Simulation;

/// <summary>Simulated channels: what would be sent is recorded, and users write through them. Each test has an app of its own.</summary>
public abstract class SimulatorTests(ChatServer chat) : IAsyncLifetime
{
    private const string Nobody = "0123456789abcdef01234567";

    private string app = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync() => (app, client) = await chat.OtherAppAsync();

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task User_writes_and_gets_the_answer_on_the_channel_of_the_last_message()
    {
        var (whatsapp, viber) = (await ChannelAsync("whatsapp"), await ChannelAsync("viber"));
        var first = await WriteAsync(whatsapp, "\"externalId\":\"+15550001234\"", "Hello");
        var (conversation, user, message) = (Text(first, "conversationId"), Text(first, "userId"), first.Json.GetProperty("message"));
        Assert.Equal($$"""{"type":"user","userId":"{{user}}"}""", message.GetProperty("author").GetRawText());
        Assert.Equal($$"""{"type":"whatsapp","integrationId":"{{whatsapp}}"}""", message.GetProperty("source").GetRawText());

        var answer = await SayAsync(conversation, "Hi");

        var delivery = Assert.Single((await ListAsync()).Json.GetProperty("deliveries").EnumerateArray());
        var id = delivery.GetProperty("id").GetString();
        Assert.Equal(
            $$"""{"id":"{{id}}","integrationId":"{{whatsapp}}","integrationType":"whatsapp","userId":"{{user}}","externalId":"+15550001234","conversationId":"{{conversation}}","message":{{answer}},"status":"sent","createdAt":"{{chat.Now}}"}""",
            delivery.GetRawText());
        chat.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await WriteAsync(viber, $"\"userId\":\"{user}\"", "From here, too");
        Assert.Equal((conversation, user), (Text(second, "conversationId"), Text(second, "userId")));
        await SayAsync(conversation, "Hi again");
        chat.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(user, Text(await WriteAsync(whatsapp, "\"externalId\":\"+15550001234\"", "Back"), "userId"));
        await SayAsync(conversation, "Welcome back");
        Assert.Equal(["whatsapp", "viber", "whatsapp"], await TypesAsync());
        var sources = (await SendAsync(HttpMethod.Get, $"conversations/{conversation}/messages")).Json.GetProperty("messages").EnumerateArray().Select(one => one.GetProperty("source").GetProperty("type").GetString());
        Assert.Equal(["whatsapp", "api:conversations", "viber", "api:conversations", "whatsapp", "api:conversations"], sources);
    }

    [Fact]
    public async Task Business_names_the_channel_and_silence_is_possible()
    {
        var (sms, viber) = (await ChannelAsync("twilio", "\"accountSid\":\"a\",\"authToken\":\"b\",\"phoneNumberSid\":\"c\""), await ChannelAsync("viber"));
        var (user, conversation) = await ChatAsync();
        await SayAsync(conversation, "Nobody has written through a channel");
        Assert.Empty(await TypesAsync());
        await WriteAsync(sms, $"\"userId\":\"{user}\"", "Hello");
        chat.Clock.Advance(TimeSpan.FromSeconds(1));
        await WriteAsync(viber, $"\"userId\":\"{user}\"", "Hello");

        await SayAsync(conversation, "By type", "\"integrationType\":\"twilio\"");
        await SayAsync(conversation, "By id", $"\"integrationId\":\"{sms}\"");
        await SayAsync(conversation, "Silent", "\"integrationType\":\"none\"");
        await SayAsync(conversation, "To the last channel");

        Assert.Equal(["twilio", "twilio", "viber"], await TypesAsync());
        var group = (await SendAsync(HttpMethod.Post, "conversations", """{"type":"sdkGroup"}""")).Created();
        await SayAsync(group, "Groups have no channel", "\"integrationType\":\"twilio\"");
        Assert.Equal(3, (await TypesAsync()).Count);
    }

    [Fact]
    public async Task Message_to_a_channel_on_which_the_user_is_not_is_refused()
    {
        var (viber, custom) = (await ChannelAsync("viber"), await CustomAsync());
        var (user, conversation) = await ChatAsync();
        async Task<Reply> ToAsync(string destination) => await SendAsync(
            HttpMethod.Post, $"conversations/{conversation}/messages", $$$"""{"author":{"type":"business"},"content":{"type":"text","text":"x"},"destination":{{{{destination}}}}}""");

        foreach (var none in (string[])["\"integrationType\":\"viber\"", "\"integrationType\":\"custom\"", "\"integrationType\":\"sdk\"", $"\"integrationId\":\"{custom}\"", $"\"integrationId\":\"{viber}\""])
        {
            (await ToAsync(none)).IsBad("The user has no client for the destination in the conversation");
        }

        foreach (var nothing in (string[])[Nobody, "x", "a\\u0000b"]) (await ToAsync($"\"integrationId\":\"{nothing}\"")).IsProblem(404, "integration_not_found", "Integration not found");
        Assert.Empty((await SendAsync(HttpMethod.Get, $"conversations/{conversation}/messages")).Json.GetProperty("messages").EnumerateArray());
        // A client of another conversation does not count.
        await WriteAsync(viber, $"\"userId\":\"{user}\"", "Hello");
        await SayAsync(conversation, "Here", "\"integrationType\":\"viber\"");
        var other = (await SendAsync(HttpMethod.Post, "conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}","subscribeSDKClient":true}]}""")).Created();
        conversation = other;
        (await ToAsync("\"integrationType\":\"viber\"")).IsBad("The user has no client for the destination in the conversation");
        await SayAsync(other, "An SDK is no channel", "\"integrationType\":\"sdk\"");
        Assert.Equal(["viber"], await TypesAsync());
    }

    [Fact]
    public async Task Whoever_writes_through_a_channel_has_a_client_of_it()
    {
        var (viber, web) = (await ChannelAsync("viber"), await ChannelAsync("web", "\"displayName\":\"Site\""));
        var first = await WriteAsync(viber, "\"externalId\":\"7\"", "Hello");
        var (user, conversation) = (Text(first, "userId"), Text(first, "conversationId"));
        await WriteAsync(web, $"\"userId\":\"{user}\"", "Hello");

        var clients = (await SendAsync(HttpMethod.Get, $"users/{user}/clients")).Json.GetProperty("clients").EnumerateArray().ToList();

        Assert.Equal(
            $$"""{"id":"{{Text(clients[0], "id")}}","type":"viber","status":"active","integrationId":"{{viber}}","externalId":"7","lastSeen":"{{chat.Now}}","linkedAt":"{{chat.Now}}"}""", clients[0].GetRawText());
        Assert.Equal(
            $$"""{"id":"{{Text(clients[1], "id")}}","type":"sdk","status":"active","integrationId":"{{web}}","lastSeen":"{{chat.Now}}","linkedAt":"{{chat.Now}}"}""", clients[1].GetRawText());
        var participant = (await SendAsync(HttpMethod.Get, $"conversations/{conversation}/participants")).Json.GetProperty("participants")[0];
        Assert.Equal(["sdk", "viber"], participant.GetProperty("clientAssociations").EnumerateArray().Select(one => Text(one, "type")).Order(StringComparer.Ordinal));
        await SayAsync(conversation, "Reached", "\"integrationType\":\"viber\"");
        Assert.Equal("7", Text((await ListAsync()).Json.GetProperty("deliveries")[0], "externalId"));
        Assert.Equal(200, (await SendAsync(HttpMethod.Delete, $"users/{user}/clients/{Text(clients[0], "id")}")).Status);
        // The id on the channel is nobody's now, so that somebody else has it.
        Assert.NotEqual(user, Text(await WriteAsync(viber, "\"externalId\":\"7\"", "Hello"), "userId"));
    }

    [Theory]
    [InlineData("userActivity")]
    [InlineData("prompt")]
    public async Task Message_of_the_user_confirms_a_link_and_goes_to_its_conversation(string confirmation)
    {
        var sms = await ChannelAsync("twilio", "\"accountSid\":\"a\",\"authToken\":\"b\",\"phoneNumberSid\":\"c\"");
        var former = Text(await WriteAsync(sms, "\"externalId\":\"+4930123456\"", "Hello"), "userId");
        var (user, _) = await ChatAsync();
        var target = (await SendAsync(HttpMethod.Post, "conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}"}]}""")).Created();
        var linked = await LinkAsync(user, sms, target, confirmation);
        Assert.Equal("pending", await StatusAsync(user));

        var written = await WriteAsync(sms, "\"externalId\":\"+4930123456\"", "It is me");

        Assert.Equal((user, target), (Text(written, "userId"), Text(written, "conversationId")));
        Assert.Equal("active", await StatusAsync(user));
        Assert.Empty((await SendAsync(HttpMethod.Get, $"users/{former}/clients")).Json.GetProperty("clients").EnumerateArray());
        await SayAsync(target, "Welcome");
        Assert.Equal(["twilio"], await TypesAsync());
        (await ChangeAsync(linked, "confirmed")).IsProblem(409, "conflict", "The client has another status");
    }

    [Fact]
    public async Task Channel_confirms_refuses_and_blocks_clients()
    {
        var sms = await ChannelAsync("twilio", "\"accountSid\":\"a\",\"authToken\":\"b\",\"phoneNumberSid\":\"c\"");
        var (user, conversation) = await ChatAsync();
        var linked = await LinkAsync(user, sms, conversation, "prompt");
        Assert.Equal("pending", Text((await ChangeAsync(linked, "matched")).Json.GetProperty("client"), "status"));
        Assert.Equal("active", Text((await ChangeAsync(linked, "confirmed")).Json.GetProperty("client"), "status"));
        await SayAsync(conversation, "Reached");
        Assert.Equal("blocked", Text((await ChangeAsync(linked, "blocked")).Json.GetProperty("client"), "status"));
        await SayAsync(conversation, "Blocked");
        Assert.Equal("active", Text((await ChangeAsync(linked, "unblocked")).Json.GetProperty("client"), "status"));
        await SayAsync(conversation, "Reached again");
        Assert.Equal(2, (await TypesAsync()).Count);
        await ChangeAsync(linked, "blocked");
        await WriteAsync(sms, "\"externalId\":\"+4930123456\"", "I want messages again");
        Assert.Equal("active", await StatusAsync(user));

        foreach (var end in (string[])["linkCancelled", "linkFailed"])
        {
            var (other, place) = await ChatAsync();
            var pending = await LinkAsync(other, sms, place, "prompt");
            Assert.Equal(200, (await ChangeAsync(pending, end)).Status);
            Assert.Empty((await SendAsync(HttpMethod.Get, $"users/{other}/clients")).Json.GetProperty("clients").EnumerateArray());
            (await ChangeAsync(pending, end)).IsProblem(404, "client_not_found", "Client not found");
        }

        (await ChangeAsync("x", "confirmed")).IsProblem(404, "client_not_found", "Client not found");
        (await SendAsync(HttpMethod.Post, $"simulator/clients/{linked}/change", """{"change":"blocked","error":{"code":"a","message":"b"}}""")).IsBad("'error' is only for the changes linkCancelled and linkFailed");
        (await ChangeAsync(linked, "deleted")).IsBad("'change' should be one of matched, confirmed, linkCancelled, linkFailed, blocked, unblocked");
    }

    [Fact]
    public async Task Two_first_messages_at_once_make_one_user_and_one_conversation()
    {
        var viber = await ChannelAsync("viber");

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => WriteAsync(viber, "\"externalId\":\"7\"", $"{i}")));

        var user = Assert.Single(written.Select(one => Text(one, "userId")).Distinct(StringComparer.Ordinal));
        var conversation = Assert.Single(written.Select(one => Text(one, "conversationId")).Distinct(StringComparer.Ordinal));
        Assert.Equal([conversation], (await SendAsync(HttpMethod.Get, $"conversations?filter[userId]={user}")).Ids());
        var said = (await SendAsync(HttpMethod.Get, $"conversations/{conversation}/messages")).Json.GetProperty("messages").EnumerateArray().Select(one => Text(one.GetProperty("content"), "text"));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7"], said.Order(StringComparer.Ordinal));
        // Nothing else is left in the app.
        var database = chat.Server.Services.GetRequiredService<Database>();
        var counts = await database.ReadAsync(
            (session, token) => session.Sql($"SELECT (SELECT COUNT(*) FROM users WHERE app_id = '{app}'), (SELECT COUNT(*) FROM conversations WHERE app_id = '{app}'), (SELECT COUNT(*) FROM clients WHERE app_id = '{app}')")
                .FirstAsync(row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), token), TestContext.Current.CancellationToken);
        Assert.Equal((1, 1, 1), counts);
    }

    [Fact]
    public async Task Default_responder_of_the_channel_is_in_control_first()
    {
        var switchboard = (await SendAsync(HttpMethod.Post, "switchboards", "{}")).Created();
        async Task<string> PartAsync(string name) =>
            (await SendAsync(HttpMethod.Post, $"switchboards/{switchboard}/switchboardIntegrations", $$"""{"name":"{{name}}","integrationId":"{{await CustomAsync()}}"}""")).Created();
        var (bot, desk) = (await PartAsync("bot"), await PartAsync("desk"));
        await SendAsync(HttpMethod.Patch, $"switchboards/{switchboard}", $$"""{"enabled":true,"defaultSwitchboardIntegrationId":"{{bot}}"}""");
        var (viber, line, lost) = (
            await ChannelAsync("viber", $"\"token\":\"x\",\"defaultResponderId\":\"{desk}\""), await ChannelAsync("line", "\"serviceCode\":\"x\""), await ChannelAsync("viber", $"\"token\":\"x\",\"defaultResponderId\":\"{Nobody}\""));
        async Task<string> InControlAsync(string channel, string who)
        {
            var place = Text(await WriteAsync(channel, who, "Hello"), "conversationId");
            return Text((await SendAsync(HttpMethod.Get, $"conversations/{place}")).Json.GetProperty("conversation").GetProperty("activeSwitchboardIntegration"), "name");
        }

        Assert.Equal(("desk", "bot", "bot"), (await InControlAsync(viber, "\"externalId\":\"1\""), await InControlAsync(line, "\"externalId\":\"1\""), await InControlAsync(lost, "\"externalId\":\"1\"")));
        // A conversation that nobody is in control of gets the responder of the channel of the message, too.
        var (user, conversation) = await ChatAsync();
        await SendAsync(HttpMethod.Post, $"conversations/{conversation}/releaseControl", "{}");
        Assert.Equal("desk", await InControlAsync(viber, $"\"userId\":\"{user}\""));
    }

    [Fact]
    public async Task Result_is_given_once_and_channels_come_before_users()
    {
        var conversation = Text(await WriteAsync(await ChannelAsync("viber"), "\"externalId\":\"7\"", "Hello"), "conversationId");
        await SayAsync(conversation, "One");
        await SayAsync(conversation, "Two");
        var ids = (await ListAsync()).Ids();

        var accepted = await ResultAsync(ids[0], """{"status":"channel"}""");
        Assert.Equal((200, "channel"), (accepted.Status, Text(accepted.Json.GetProperty("delivery"), "status")));
        (await ResultAsync(ids[0], """{"status":"channel"}""")).IsProblem(409, "conflict", "The delivery has this result already, or has ended");
        Assert.Equal("user", Text((await ResultAsync(ids[0], """{"status":"user"}""")).Json.GetProperty("delivery"), "status"));
        (await ResultAsync(ids[0], """{"status":"failure"}""")).IsProblem(409, "conflict", "The delivery has this result already, or has ended");
        var failed = await ResultAsync(ids[1], """{"status":"failure","error":{"code":"uncategorized_error","message":"Blocked"}}""");
        Assert.Equal("""{"code":"uncategorized_error","message":"Blocked"}""", failed.Json.GetProperty("delivery").GetProperty("error").GetRawText());
        (await ResultAsync(Nobody, """{"status":"user"}""")).IsProblem(404, "not_found", "Resource not found");
        (await ResultAsync("x", """{"status":"user"}""")).IsProblem(404, "not_found", "Resource not found");
        (await ResultAsync(ids[1], """{"status":"sent"}""")).IsBad("'status' should be one of channel, user, failure");
        (await ResultAsync(ids[1], """{"status":"user","error":{"code":"a"}}""")).IsBad("'error' should have required property 'message'", "'error' is only for the status failure");
    }

    [Fact]
    public async Task Faulty_message_of_a_user_is_refused()
    {
        var (viber, custom) = (await ChannelAsync("viber"), await CustomAsync());

        (await SendAsync(HttpMethod.Post, "simulator/messages", "{}")).IsBad(
            "should have required property 'integrationId'", "should have exactly one of 'userId', 'externalId'", "should have required property 'content'");
        (await WriteAsync(viber, "\"externalId\":\"a\",\"userId\":\"b\"", "x")).IsBad("should have exactly one of 'userId', 'externalId'");
        (await WriteAsync(viber, "\"externalId\":\"\\u0000\"", "x")).IsBad("'externalId' should not contain a NUL character");
        (await WriteAsync(viber, $"\"userId\":\"{Nobody}\"", "x")).IsProblem(404, "user_not_found", "User not found");
        (await WriteAsync(custom, "\"externalId\":\"a\"", "x")).IsBad("Users can be simulated only for integrations of a channel, not for custom integrations");
        (await WriteAsync(Nobody, "\"externalId\":\"a\"", "x")).IsProblem(404, "integration_not_found", "Integration not found");
        (await SendAsync(HttpMethod.Get, "simulator/deliveries?filter[userId]=x")).IsBad("Query parameter 'filter[userId]' is unknown. Known parameters: ");
    }

    [Fact]
    public async Task Deliveries_go_with_their_message_their_user_and_their_integration()
    {
        var (viber, line) = (await ChannelAsync("viber"), await ChannelAsync("line", "\"serviceCode\":\"x\""));
        var first = await WriteAsync(viber, "\"externalId\":\"1\"", "Hello");
        var second = await WriteAsync(viber, "\"externalId\":\"2\"", "Hello");
        var third = await WriteAsync(line, "\"externalId\":\"1\"", "Hello");
        Assert.Equal(3, new[] { first, second, third }.Select(one => Text(one, "userId")).Distinct(StringComparer.Ordinal).Count());
        var message = Id(await SayAsync(Text(first, "conversationId"), "To be deleted"));
        await SayAsync(Text(first, "conversationId"), "Stays");
        await SayAsync(Text(second, "conversationId"), "Goes with the user");
        await SayAsync(Text(third, "conversationId"), "Goes with the integration");
        Assert.Equal(4, (await TypesAsync()).Count);

        await SendAsync(HttpMethod.Delete, $"conversations/{Text(first, "conversationId")}/messages/{message}");
        Assert.Equal(3, (await TypesAsync()).Count);
        await SendAsync(HttpMethod.Delete, $"users/{Text(second, "userId")}");
        Assert.Equal(2, (await TypesAsync()).Count);
        await SendAsync(HttpMethod.Delete, $"integrations/{line}");
        Assert.Equal(["viber"], await TypesAsync());
        // The number of a deleted user belongs to nobody, so it is another user's now.
        Assert.NotEqual(Text(second, "userId"), Text(await WriteAsync(viber, "\"externalId\":\"2\"", "Hello"), "userId"));
    }

    [Fact]
    public async Task Pages_lead_to_each_other_and_the_oldest_are_dropped()
    {
        var conversation = Text(await WriteAsync(await ChannelAsync("viber"), "\"externalId\":\"7\"", "Hello"), "conversationId");
        for (var i = 0; i < 5; i++) await SayAsync(conversation, $"{i}");
        var all = (await ListAsync()).Ids();

        var first = await ListAsync("?page[size]=2");
        Assert.Equal(all[..2], first.Ids());
        Assert.True(first.Meta.GetProperty("hasMore").GetBoolean());
        var second = await chat.SendAsync(HttpMethod.Get, first.Link("next")!, null, client);
        Assert.Equal(all[2..4], second.Ids());
        Assert.Equal(all[..2], (await chat.SendAsync(HttpMethod.Get, second.Link("prev")!, null, client)).Ids());
        Assert.Equal(all[4..], (await ListAsync($"?page[after]={all[3]}")).Ids());

        var database = chat.Server.Services.GetRequiredService<Database>();
        await database.WriteAsync(
            async session =>
            {
                await SimulatedDeliveryTable.TrimAsync(session, app, 3);
                return true;
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(all[2..], (await ListAsync()).Ids());
    }

    [Fact]
    public async Task User_types_reads_and_presses_only_where_the_channel_knows_them()
    {
        var (viber, custom) = (await ChannelAsync("viber"), await CustomAsync());
        var written = await WriteAsync(viber, "\"externalId\":\"7\"", "Hello");
        await SayAsync(Text(written, "conversationId"), "Read me");
        async Task<long> UnreadAsync() =>
            (await SendAsync(HttpMethod.Get, $"conversations/{Text(written, "conversationId")}/participants")).Json.GetProperty("participants")[0].GetProperty("unreadCount").GetInt64();
        Task<Reply> ActAsync(string integration, string who, string type) => SendAsync(HttpMethod.Post, "simulator/activities", $$"""{"integrationId":"{{integration}}",{{who}},"type":"{{type}}"}""");
        Task<Reply> PressAsync(string rest) => SendAsync(HttpMethod.Post, "simulator/postbacks", $$"""{"integrationId":"{{viber}}","externalId":"7"{{rest}}}""");
        var done = $$"""{"conversationId":"{{Text(written, "conversationId")}}","userId":"{{Text(written, "userId")}}"}""";
        Assert.Equal(1, await UnreadAsync());

        foreach (var type in (string[])["typing:start", "typing:stop", "conversation:read"]) (await ActAsync(viber, "\"externalId\":\"7\"", type)).Is(200, done);

        Assert.Equal(0, await UnreadAsync());
        (await PressAsync(",\"payload\":\"buy\",\"metadata\":{\"item\":7}")).Is(200, done);
        (await PressAsync("")).IsBad("should have required property 'payload'");
        (await ActAsync(viber, "\"externalId\":\"8\"", "typing:start")).IsProblem(404, "client_not_found", "Client not found");
        (await ActAsync(viber, $"\"userId\":\"{Nobody}\"", "typing:start")).IsProblem(404, "user_not_found", "User not found");
        (await ActAsync(custom, "\"externalId\":\"7\"", "typing:start")).IsBad("Users can be simulated only for integrations of a channel, not for custom integrations");
        (await ActAsync(Nobody, "\"externalId\":\"7\"", "typing:start")).IsProblem(404, "integration_not_found", "Integration not found");
        (await ActAsync(viber, "\"externalId\":\"7\"", "sleeping")).IsBad("'type' should be one of conversation:read, typing:start, typing:stop");
    }

    private async Task<(string User, string Conversation)> ChatAsync()
    {
        var user = (await SendAsync(HttpMethod.Post, "users", "{}")).Created();
        return (user, (await SendAsync(HttpMethod.Post, "conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}"}]}""")).Created());
    }

    private async Task<string> LinkAsync(string user, string integration, string conversation, string confirmation) => (await SendAsync(
        HttpMethod.Post, $"users/{user}/clients",
        $$$"""{"matchCriteria":{"type":"twilio","integrationId":"{{{integration}}}","phoneNumber":"+4930123456"},"confirmation":{"type":"{{{confirmation}}}"},"target":{"conversationId":"{{{conversation}}}"}}""")).Created();

    private async Task<string> StatusAsync(string user) => Text((await SendAsync(HttpMethod.Get, $"users/{user}/clients")).Json.GetProperty("clients")[0], "status");

    private Task<Reply> ChangeAsync(string clientId, string change) => SendAsync(HttpMethod.Post, $"simulator/clients/{clientId}/change", $$"""{"change":"{{change}}"}""");

    private static string Text(Reply reply, string name) => reply.Status < 300 ? Text(reply.Json, name) : throw new InvalidOperationException(reply.ToString());

    private static string Text(System.Text.Json.JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static string Id(string message) => Text(System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(message), "id");

    private Task<Reply> SendAsync(HttpMethod method, string path, string? json = null) => chat.SendAsync(method, $"/v2/apps/{app}/{path}", json, client);

    private async Task<string> ChannelAsync(string type, string fields = "\"token\":\"x\"") => (await SendAsync(HttpMethod.Post, "integrations", $$"""{"type":"{{type}}",{{fields}}}""")).Created();

    private async Task<string> CustomAsync() =>
        (await SendAsync(HttpMethod.Post, "integrations", """{"type":"custom","webhooks":[{"target":"https://a.example","triggers":["user:remove"]}]}""")).Created();

    private Task<Reply> WriteAsync(string integration, string who, string text) =>
        SendAsync(HttpMethod.Post, "simulator/messages", $$$"""{"integrationId":"{{{integration}}}",{{{who}}},"content":{"type":"text","text":"{{{text}}}"}}""");

    // Returns the message as the response shows it.
    private async Task<string> SayAsync(string conversation, string text, string? destination = null)
    {
        var to = destination is null ? "" : $",\"destination\":{{{destination}}}";
        var said = await SendAsync(HttpMethod.Post, $"conversations/{conversation}/messages", $$$"""{"author":{"type":"business"},"content":{"type":"text","text":"{{{text}}}"}{{{to}}}}""");
        Assert.True(said.Status == 201, said.ToString());
        return said.Json.GetProperty("messages")[0].GetRawText();
    }

    private Task<Reply> ListAsync(string query = "") => SendAsync(HttpMethod.Get, $"simulator/deliveries{query}");

    private async Task<List<string>> TypesAsync() => [.. (await ListAsync()).Json.GetProperty("deliveries").EnumerateArray().Select(delivery => Text(delivery, "integrationType"))];

    private Task<Reply> ResultAsync(string id, string json) => SendAsync(HttpMethod.Post, $"simulator/deliveries/{id}/result", json);
}

public sealed class SqliteSimulatorTests(SqliteChatServer chat) : SimulatorTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresSimulatorTests(PostgresChatServer chat) : SimulatorTests(chat), IClassFixture<PostgresChatServer>;
