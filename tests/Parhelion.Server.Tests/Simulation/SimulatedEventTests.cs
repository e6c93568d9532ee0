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
