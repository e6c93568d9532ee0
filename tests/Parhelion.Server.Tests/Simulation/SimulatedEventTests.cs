using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Webhooks;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Simulation;

/// <summary>What a program is told of a conversation through a simulated channel, from the first message of the user to the failure of a delivery.</summary>
public sealed class SimulatedEventTests
{
    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task Program_is_told_of_messages_and_deliveries_in_order(HomeKind kind)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var home = await Home.OpenAsync(kind);
        await using var server = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken);
        using var client = server.CreateClient();
        await Hooks.IntegrateAsync(
            server, receiver.Url, false, "conversation:create", "conversation:message", "conversation:message:delivery:channel", "conversation:message:delivery:user",
            "conversation:message:delivery:failure");
        var channel = Text(await PostAsync(client, server, "integrations", new { type = "telegram", token = "x" }), "integration", "id");
        var written = await PostAsync(client, server, "simulator/messages", new { integrationId = channel, externalId = "7", content = new { type = "text", text = "Hello" } });
        var (conversation, user) = (Text(written, "conversationId"), Text(written, "userId"));
        await Hooks.SayAsync(server, conversation, "First");
        await Hooks.SayAsync(server, conversation, "Second");
        var deliveries = (await client.GetFromJsonAsync<JsonElement>(PathOf(server, "simulator/deliveries"), TestContext.Current.CancellationToken)).GetProperty("deliveries").EnumerateArray().ToList();
        var (first, second) = (deliveries[0], deliveries[1]);
        foreach (var status in (string[])["channel", "user"]) await PostAsync(client, server, $"simulator/deliveries/{Text(first, "id")}/result", new { status });
        await PostAsync(client, server, $"simulator/deliveries/{Text(second, "id")}/result", new { status = "failure", error = new { code = "uncategorized_error", message = "Blocked" } });

        var calls = await receiver.WaitAsync(7);

        Assert.Equal(
            ["conversation:create", "conversation:message", "conversation:message", "conversation:message", "conversation:message:delivery:channel", "conversation:message:delivery:user", "conversation:message:delivery:failure"],
            calls.Select(call => call.Type));
        Assert.Equal($$"""{"type":"telegram","integrationId":"{{channel}}"}""", calls[1].Payload.GetProperty("message").GetProperty("source").GetRawText());
        Assert.Equal(Payload(first, isFinal: false), calls[4].Payload.GetRawText());
        Assert.Equal(Payload(first, isFinal: true), calls[5].Payload.GetRawText());
        Assert.Equal(Payload(second, isFinal: true, ""","error":{"code":"uncategorized_error","message":"Blocked"}"""), calls[6].Payload.GetRawText());

        string Payload(JsonElement delivery, bool isFinal, string rest = "") =>
            $$$"""{"user":{"id":"{{{user}}}"},"conversation":{"id":"{{{conversation}}}","type":"personal"},"message":{"id":"{{{Text(delivery, "message", "id")}}}"},"destination":{"type":"telegram","integrationId":"{{{channel}}}"},"externalMessages":[{"id":"{{{Text(delivery, "id")}}}"}],"isFinalEvent":{{{(isFinal ? "true" : "false")}}}{{{rest}}}}""";
    }

    [Fact]
    public async Task Program_is_told_what_users_and_channels_do()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
        await using var server = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken);
        using var client = server.CreateClient();
        await Hooks.IntegrateAsync(
            server, receiver.Url, false, "client:update", "client:remove", "conversation:create", "conversation:postback", "conversation:read", "conversation:typing", "user:merge");
        var channel = Text(await PostAsync(client, server, "integrations", new { type = "whatsapp" }), "integration", "id");
        var written = await PostAsync(client, server, "simulator/messages", new { integrationId = channel, externalId = "+4930123456", content = new { type = "text", text = "Hello" } });
        var (conversation, user) = (Text(written, "conversationId"), Text(written, "userId"));
        foreach (var type in (string[])["typing:start", "typing:stop", "conversation:read"]) await PostAsync(client, server, "simulator/activities", new { integrationId = channel, externalId = "+4930123456", type });
        await PostAsync(client, server, "simulator/postbacks", new { integrationId = channel, userId = user, payload = "buy", metadata = new { item = 7 } });
        var other = Text(await PostAsync(client, server, "users", new { zendeskId = "1", externalId = "other", metadata = new { big = new string('x', 3000) } }), "user", "id");
        var target = Text(await PostAsync(client, server, "conversations", new { type = "personal", participants = new[] { new { userId = other } } }), "conversation", "id");
        var link = Text(
            await PostAsync(
                client, server, $"users/{other}/clients",
                new { matchCriteria = new { type = "whatsapp", integrationId = channel, phoneNumber = "+4930123457" }, confirmation = new { type = "prompt" }, target = new { conversationId = target } }),
            "client", "id");
        await PostAsync(client, server, $"simulator/clients/{link}/change", new { change = "matched" });
        await PostAsync(client, server, $"simulator/clients/{link}/change", new { change = "linkCancelled", error = new { code = "declined", message = "No" } });
        await PostAsync(client, server, "users", new { zendeskId = "2", externalId = "surviving", metadata = new { big = "kept", more = new string('y', 4000) } });
        await PostAsync(client, server, "users/1/sync", new { survivingZendeskId = "2" });
        await PostAsync(client, server, "users", new { zendeskId = "3", metadata = new { none = new string('z', 200) } });
        await PostAsync(client, server, "users/3/sync", new { survivingZendeskId = "2" });

        var calls = await receiver.WaitAsync(10);

        var source = $$"""{"type":"whatsapp","integrationId":"{{channel}}"}""";
        var place = $$"""{"id":"{{conversation}}","type":"personal"}""";
        string Activity(string type) => $$$"""{"conversation":{{{place}}},"activity":{"type":"{{{type}}}","author":{"type":"user","userId":"{{{user}}}","user":{"id":"{{{user}}}"}},"source":{{{source}}}}}""";
        Assert.Equal(
            [Activity("typing:start"), Activity("typing:stop"), Activity("conversation:read")],
            calls.Where(call => call.Type is "conversation:typing" or "conversation:read").Select(call => call.Payload.GetRawText()));
        Assert.Equal(
            $$$"""{"conversation":{{{place}}},"user":{"id":"{{{user}}}"},"postback":{"payload":"buy","metadata":{"item":7}},"source":{{{source}}}}""",
            Assert.Single(calls, call => call.Type == "conversation:postback").Payload.GetRawText());
        var created = calls.First(call => call.Type == "conversation:create").Payload;
        Assert.Equal(("message", source), (Text(created, "creationReason"), created.GetProperty("source").GetRawText()));
        Assert.Equal("matched", Text(Assert.Single(calls, call => call.Type == "client:update").Payload, "reason"));
        var cancelled = Assert.Single(calls, call => call.Type == "client:remove").Payload;
        Assert.Equal(("linkCancelled", """{"code":"declined","message":"No"}""", target), (Text(cancelled, "reason"), cancelled.GetProperty("error").GetRawText(), Text(cancelled, "conversation", "id")));
        var mergers = calls.Where(call => call.Type == "user:merge").Select(call => call.Payload).ToList();
        Assert.Equal(
            $$$"""{"surviving":{"id":"{{{Text(mergers[0], "mergedUsers", "surviving", "id")}}}","externalId":"surviving","zendeskId":"2"},"discarded":{"id":"{{{other}}}","externalId":"other","zendeskId":"1"}}""",
            mergers[0].GetProperty("mergedUsers").GetRawText());
        Assert.Equal("api", Text(mergers[0], "reason"));
        Assert.False(mergers[0].TryGetProperty("discardedMetadata", out _));
        Assert.Equal(200, Text(mergers[1], "discardedMetadata", "none").Length);
    }

    private static string PathOf(ParhelionServer server, string path) => $"/v2/apps/{server.AppId}/{path}";

    private static async Task<JsonElement> PostAsync<T>(HttpClient client, ParhelionServer server, string path, T body)
    {
        using var response = await client.PostAsJsonAsync(PathOf(server, path), body, TestContext.Current.CancellationToken);
        var answer = await Hooks.JsonAsync(response);
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return answer;
    }

    private static string Text(JsonElement json, params string[] path) => path.Aggregate(json, (element, name) => element.GetProperty(name)).GetString()!;
}
