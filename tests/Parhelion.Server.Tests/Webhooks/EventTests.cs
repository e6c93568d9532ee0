using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Webhooks;

/// <summary>What webhooks are told, and when.</summary>
public abstract class EventTests(HomeKind kind) : IAsyncLifetime
{
    private readonly StubbornBlobStore.Switch disk = new();
    private Home home = null!;
    private ParhelionServer server = null!;
    private Receiver receiver = null!;
    private Chat chat = null!;

    public async ValueTask InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        home = await Home.OpenAsync(kind);
        server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.Settings["Durability"] = "Os";
                options.ConfigureServices = services => services.AddSingleton<IBlobStore>(
                    all => new StubbornBlobStore(new DiskBlobStore(all.GetRequiredService<Storage.DataDirectory>().Root, Durability.Os), disk));
            },
            TestContext.Current.CancellationToken);
        chat = Chat.Of(server);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await home.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task Message_is_told_as_it_is_answered()
    {
        var integration = await Hooks.IntegrateAsync(server, receiver.Url, false, "conversation:message");
        var user = (await chat.UserAsync("ada")).Id;
        var conversation = (await chat.PersonalAsync(user)).Id;
        var message = (await chat.PostAsync(conversation, user)).Id;

        var call = (await receiver.WaitAsync(1))[0];

        var webhook = integration.GetProperty("webhooks")[0];
        Assert.Equal(webhook.GetProperty("secret").GetString(), call.Secret);
        Assert.StartsWith("application/json", call.ContentType, StringComparison.Ordinal);
        var received = call.Payload.GetProperty("message").GetProperty("received").GetString();
        Assert.Equal(
            $$$$$"""{"app":{"id":"{{{{{server.AppId}}}}}"},"webhook":{"id":"{{{{{webhook.GetProperty("id")}}}}}","version":"v2"},"events":[{"id":"{{{{{call.EventId}}}}}","type":"conversation:message","createdAt":"{{{{{call.Event.GetProperty("createdAt")}}}}}","payload":{"conversation":{"id":"{{{{{conversation}}}}}","type":"personal"},"message":{"id":"{{{{{message}}}}}","received":"{{{{{received}}}}}","author":{"type":"user","userId":"{{{{{user}}}}}","user":{"id":"{{{{{user}}}}}","externalId":"ada"}},"content":{"type":"text","text":"hello"},"source":{"type":"api:conversations"}}}}]}""",
            call.Body.GetRawText());
    }

    [Fact]
    public async Task User_comes_in_full_for_a_webhook_that_asks_for_it()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, true, "conversation:create");
        await chat.PersonalAsync((await chat.UserAsync("ada")).Id);

        var payload = (await receiver.WaitAsync(1))[0].Payload;

        Assert.Equal("none", payload.GetProperty("creationReason").GetString());
        Assert.Equal("{}", payload.GetProperty("user").GetProperty("profile").GetRawText());
    }

    [Fact]
    public async Task Joining_leaving_and_removing_are_told_and_nothing_that_was_not_asked_for()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "conversation:join", "conversation:leave", "conversation:remove");
        var user = (await chat.UserAsync()).Id;
        var group = (await chat.GroupAsync()).Id;
        await JoinAsync(group, user);
        await JoinAsync(group, user);
        await chat.PostAsync(group, user);
        await chat.LeaveAsync(group, user);
        await chat.DeleteConversationAsync(group);

        var calls = await receiver.WaitAsync(3);

        Assert.Equal(["conversation:join", "conversation:leave", "conversation:remove"], calls.Select(call => call.Type));
        Assert.Equal(user, calls[0].Payload.GetProperty("user").GetProperty("id").GetString());
        Assert.All(calls, call => Assert.Equal(group, call.Payload.GetProperty("conversation").GetProperty("id").GetString()));
        Assert.Equal(3, calls.Select(call => call.EventId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Removal_of_a_user_is_told_when_the_last_attachment_is_erased_and_not_before()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, true, "user:remove", "conversation:message");
        var user = (await chat.UserAsync("ada")).Id;
        var conversation = (await chat.PersonalAsync(user)).Id;
        var url = (await chat.UploadAsync(forMessage: true)).Url;
        await chat.PostAsync(conversation, user, url);
        await receiver.WaitAsync(1);
        disk.IsStubborn = true;

        await chat.DeleteUserAsync(user);
        await Uploads.WaitAsync(() => disk.Refusals > 0, () => "Nobody tried to erase");
        Assert.False(await chat.LivesAsync(url));
        Assert.Single(receiver.Calls);
        disk.IsStubborn = false;

        var call = (await receiver.WaitAsync(2))[1];
        Assert.Equal("user:remove", call.Type);
        Assert.Equal($$$"""{"user":{"id":"{{{user}}}","externalId":"ada"}}""", call.Payload.GetRawText());
        Assert.Empty(await Uploads.StoredAsync(server));
    }

    [Fact]
    public async Task User_without_attachments_is_told_of_too()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "user:remove");

        await chat.DeleteUserAsync((await chat.UserAsync()).Id);

        Assert.Equal("user:remove", (await receiver.WaitAsync(1))[0].Type);
    }

    [Fact]
    public async Task Removal_of_an_attachment_is_told_with_its_receipt()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "attachment:remove");
        var url = (await chat.UploadAsync(forMessage: true)).Url;
        await chat.RemoveAsync(url);

        var receipt = (await receiver.WaitAsync(1))[0].Payload.GetProperty("receipt");

        Assert.Equal((await chat.ReceiptsAsync())[0].GetProperty("id").GetString(), receipt.GetProperty("id").GetString());
        Assert.Equal(ModelLife.HashOf(url), receipt.GetProperty("mediaUrlHash").GetString());
    }

    [Fact]
    public async Task What_is_refused_is_not_told()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "conversation:message");
        var conversation = (await chat.GroupAsync()).Id;
        var gone = (await chat.UploadAsync(forMessage: true)).Url;
        await chat.RemoveAsync(gone);

        Assert.Equal(400, (await chat.PostAsync(conversation, null, gone)).Status);
        await Hooks.SayAsync(server, conversation, "after");

        Assert.Equal("after", Assert.Single(await receiver.WaitAsync(1)).Text);
    }

    [Fact]
    public async Task Clients_are_told_when_they_are_linked_confirmed_taken_over_and_removed()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "client:add", "client:update", "client:remove");
        using var channel = await chat.Client.PostAsJsonAsync(
            Hooks.PathOf(server), new { type = "twilio", accountSid = "a", authToken = "b", phoneNumberSid = "c" }, TestContext.Current.CancellationToken);
        var integration = (await Hooks.JsonAsync(channel)).GetProperty("integration").GetProperty("id").GetString()!;
        var (loser, winner) = ((await chat.UserAsync()).Id, (await chat.UserAsync("winner")).Id);
        var (lost, won) = ((await chat.PersonalAsync(loser)).Id, (await chat.PersonalAsync(winner)).Id);
        var first = await LinkAsync(loser, lost, integration);
        await receiver.WaitAsync(2);
        var second = await LinkAsync(winner, won, integration);
        await receiver.WaitAsync(5);
        using var removed = await chat.Client.DeleteAsync($"/v2/apps/{chat.AppId}/users/winner/clients/{second}", TestContext.Current.CancellationToken);

        var calls = await receiver.WaitAsync(6);

        string Told(string type, string id)
        {
            var payload = JsonNode.Parse(Assert.Single(calls, call => call.Type == type && call.Payload.GetProperty("client").GetProperty("id").GetString() == id).Payload.GetRawText())!;
            var client = payload["client"]!.AsObject();
            var status = client["status"]!.GetValue<string>();
            // Only a confirmed client has the time of its link.
            Assert.Equal(status == "active", client.Remove("linkedAt"));
            Assert.Equal($$"""{"id":"{{id}}","type":"twilio","status":"{{status}}","integrationId":"{{integration}}","externalId":"+4930123456"}""", client.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal));
            payload["client"] = status;
            return payload.ToJsonString();
        }

        var source = """{"type":"api:conversations"}""";
        Assert.Equal($$$"""{"conversation":{"id":"{{{lost}}}","type":"personal"},"user":{"id":"{{{loser}}}"},"client":"pending","reason":"channelLinking","source":{{{source}}}}""", Told("client:add", first));
        Assert.Equal($$$"""{"conversation":{"id":"{{{lost}}}","type":"personal"},"user":{"id":"{{{loser}}}"},"client":"active","reason":"confirmed"}""", Told("client:update", first));
        Assert.Equal($$$"""{"user":{"id":"{{{loser}}}"},"client":"active","reason":"theft","source":{{{source}}},"conversation":{"id":"{{{won}}}","type":"personal"}}""", Told("client:remove", first));
        Assert.Equal($$$"""{"user":{"id":"{{{winner}}}","externalId":"winner"},"client":"active","reason":"api","source":{{{source}}}}""", Told("client:remove", second));
    }

    private async Task<string> LinkAsync(string user, string conversationId, string integrationId)
    {
        using var response = await chat.Client.PostAsJsonAsync(
            $"/v2/apps/{chat.AppId}/users/{user}/clients",
            new { matchCriteria = new { type = "twilio", integrationId, phoneNumber = "+4930123456" }, confirmation = new { type = "immediate" }, target = new { conversationId } },
            TestContext.Current.CancellationToken);
        return (await Hooks.JsonAsync(response)).GetProperty("client").GetProperty("id").GetString()!;
    }

    private async Task JoinAsync(string conversation, string userId)
    {
        using var response = await chat.Client.PostAsJsonAsync(
            $"/v2/apps/{chat.AppId}/conversations/{conversation}/join", new { userId, subscribeSDKClient = false }, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)response.StatusCode);
    }
}

public sealed class SqliteEventTests() : EventTests(HomeKind.SqliteDisk);

public sealed class PostgresEventTests() : EventTests(HomeKind.PostgresDisk);
