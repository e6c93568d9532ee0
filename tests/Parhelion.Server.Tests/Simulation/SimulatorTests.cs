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
        var (sms, custom) = (await ChannelAsync("twilio", "\"accountSid\":\"a\",\"authToken\":\"b\",\"phoneNumberSid\":\"c\""), await CustomAsync());
        var user = (await SendAsync(HttpMethod.Post, "users", "{}")).Created();
        var conversation = (await SendAsync(HttpMethod.Post, "conversations", $$"""{"type":"personal","participants":[{"userId":"{{user}}"}]}""")).Created();
        await SayAsync(conversation, "Nobody has written through a channel");
        foreach (var none in (string[])["\"integrationType\":\"none\"", "\"integrationType\":\"viber\"", "\"integrationType\":\"custom\"", $"\"integrationId\":\"{custom}\"", $"\"integrationId\":\"{Nobody}\"", "\"integrationId\":\"x\""])
        {
            await SayAsync(conversation, "To nobody", none);
        }

        Assert.Empty(await TypesAsync());
        await SayAsync(conversation, "By type", "\"integrationType\":\"twilio\"");
        await SayAsync(conversation, "By id", $"\"integrationId\":\"{sms}\"");

        Assert.Equal(["twilio", "twilio"], await TypesAsync());
        await WriteAsync(sms, $"\"userId\":\"{user}\"", "Hello");
        Assert.Equal(2, (await TypesAsync()).Count);
        await SayAsync(conversation, "Silent", "\"integrationType\":\"none\"");
        Assert.Equal(2, (await TypesAsync()).Count);
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
        (await WriteAsync(custom, "\"externalId\":\"a\"", "x")).IsBad("Messages can be simulated only for integrations of a channel, not for custom integrations");
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
    public async Task Users_of_channels_are_a_thousand_at_most()
    {
        var channel = await ChannelAsync("viber");
        var database = chat.Server.Services.GetRequiredService<Database>();
        await database.WriteAsync(
            async session =>
            {
                for (var i = 0; i < 999; i++) await SimulatedUserTable.InsertAsync(session, new SimulatedUserRow($"{app[..20]}{i:x4}", app, channel, $"{i:x24}", null, chat.Clock.GetUtcNow()));
                return true;
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(201, (await WriteAsync(channel, "\"externalId\":\"1\"", "Hello")).Status);
        (await WriteAsync(channel, "\"externalId\":\"2\"", "Hello")).IsBad("At most 1000 users can write through the simulated channels of an app");
        Assert.Equal(201, (await WriteAsync(channel, "\"externalId\":\"1\"", "Hello again")).Status);
    }

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
