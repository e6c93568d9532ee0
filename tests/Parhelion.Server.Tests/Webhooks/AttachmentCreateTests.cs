using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Events;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Server.Tests.Links;
using Parhelion.Server.Tests.Resumable;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Webhooks;

/// <summary>What webhooks are told of uploads, and in which order.</summary>
public abstract class AttachmentCreateTests(HomeKind kind) : IAsyncLifetime
{
    private Home home = null!;
    private ParhelionServer server = null!;
    private Receiver receiver = null!;
    private Chat chat = null!;
    private string conversation = null!;

    public async ValueTask InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        home = await Home.OpenAsync(kind);
        server = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken);
        chat = Chat.Of(server);
        conversation = (await chat.GroupAsync()).Id;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await home.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task Upload_is_told_once_on_every_way_with_what_the_list_shows()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "attachment:create");
        var client = chat.Client;
        var link = await LinkAsync();
        var query = $"access=private&for=message&conversationId={conversation}";

        Assert.Equal(201, (await LinkedUploads.TryAsync(client, Uploads.PathOf(server, query), Photo(1200, 800), "Picture 1.png")).Status);
        using var tus = await UploadRequests.TusAsync(client, "PATCH", await UploadRequests.CreateTusAsync(server, 3200, "b.txt"), UploadRequests.Text(3200), ("Upload-Offset", "0"));
        using var draft = await UploadRequests.SendAsync(
            client, "POST", Uploads.PathOf(server), new ByteArrayContent(UploadRequests.Text(160)), ("Upload-Complete", "?1"), ("Content-Disposition", "inline; filename=\"c.txt\""));
        Assert.Equal((204, 201), ((int)tus.StatusCode, (int)draft.StatusCode));
        using var stranger = new HttpClient();
        Assert.Equal(201, (await LinkedUploads.TryAsync(stranger, link, UploadRequests.Text(16), "d.txt")).Status);

        // Refused by name, by content, as the link is used up, and as there is no such conversation; and one that is never completed.
        Assert.Equal(415, (await LinkedUploads.TryAsync(client, Uploads.PathOf(server), UploadRequests.Text(16), "e.exe")).Status);
        Assert.Equal(415, (await LinkedUploads.TryAsync(client, Uploads.PathOf(server), UploadRequests.Text(16), "f.png")).Status);
        Assert.Equal(410, (await LinkedUploads.TryAsync(stranger, link, UploadRequests.Text(16), "g.txt")).Status);
        Assert.Equal(404, (await LinkedUploads.TryAsync(client, Uploads.PathOf(server, "access=public&conversationId=0123456789abcdef01234567"), UploadRequests.Text(16), "h.txt")).Status);
        await UploadRequests.CreateTusAsync(server, 3200, "i.txt");
        Assert.Equal(201, (await LinkedUploads.TryAsync(client, Uploads.PathOf(server), UploadRequests.Text(16), "last.txt")).Status);

        var calls = await receiver.WaitAsync(5);
        Assert.All(calls, call => Assert.Equal("attachment:create", call.Type));
        Assert.Equal(5, calls.Select(call => call.EventId).Distinct(StringComparer.Ordinal).Count());
        var list = await client.GetFromJsonAsync<JsonElement>(Uploads.PathOf(server, ""), TestContext.Current.CancellationToken);
        Assert.Equal(
            list.GetProperty("attachments").EnumerateArray().Select(item => item.GetRawText()).Order(StringComparer.Ordinal),
            calls.Select(call => call.Payload.GetProperty("attachment").GetRawText()).Order(StringComparer.Ordinal));
        var picture = Assert.Single(calls, call => NameOf(call) == "Picture 1.png").Payload.GetProperty("attachment");
        Assert.Equal(
            (1200, 800, "private", "message", conversation),
            (Number(picture, "width"), Number(picture, "height"), Text(picture, "access"), Text(picture, "for"), Text(picture, "conversationId")));
    }

    [Fact]
    public async Task Upload_is_told_before_the_message_that_carries_it_and_before_its_removal()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "attachment:create", "conversation:message", "attachment:remove");
        var isReleased = new TaskCompletionSource();
        receiver.Answer = (_, call) => call.Type == "attachment:create" && NameOf(call) != "other.txt" ? isReleased.Task : Task.CompletedTask;
        var carried = (await chat.UploadAsync(forMessage: true, conversation, name: "carried.txt")).Url;
        var free = (await chat.UploadAsync(forMessage: false, name: "free.txt")).Url;
        await receiver.WaitAsync(2);

        Assert.Equal(201, (await chat.PostAsync(conversation, null, carried)).Status);
        Assert.Equal((200, 200), (await chat.RemoveAsync(carried), await chat.RemoveAsync(free)));
        // What does not have to wait comes through meanwhile.
        await chat.UploadAsync(forMessage: false, name: "other.txt");
        Assert.Equal("other.txt", NameOf((await receiver.WaitAsync(3))[2]));
        Assert.Equal(3, receiver.Calls.Count);
        isReleased.SetResult();

        var calls = (await receiver.WaitAsync(6)).Skip(3).ToList();
        Assert.Equal(["attachment:remove", "attachment:remove", "conversation:message"], calls.Select(call => call.Type).Order(StringComparer.Ordinal));
        var message = calls.FindIndex(call => call.Type == "conversation:message");
        Assert.True(message < calls.FindIndex(call => call.Type == "attachment:remove" && HashOf(call) == ModelLife.HashOf(carried)));
        Assert.Contains(calls, call => call.Type == "attachment:remove" && HashOf(call) == ModelLife.HashOf(free));
    }

    [Fact]
    public async Task Attachment_that_is_gone_is_not_told_of_as_an_upload()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "attachment:create", "conversation:message", "attachment:remove");
        var isReleased = new TaskCompletionSource();
        receiver.Answer = (_, call) => call.Type == "conversation:message" ? isReleased.Task : Task.CompletedTask;
        await Hooks.SayAsync(server, conversation, "hello");
        await receiver.WaitAsync(1);
        var url = (await chat.UploadAsync(forMessage: true, conversation)).Url;
        await chat.RemoveAsync(url);
        isReleased.SetResult();

        Assert.Equal(["conversation:message", "attachment:remove"], (await receiver.WaitAsync(2)).Select(call => call.Type));
    }

    [Fact]
    public async Task Upload_wakes_nobody_if_no_webhook_wants_to_know()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "attachment:remove");
        var recorded = 0;
        server.Services.GetRequiredService<EventRecorder>().Raised += () => Interlocked.Increment(ref recorded);

        await chat.UploadAsync(forMessage: false);
        Assert.Equal(0, recorded);
        await Hooks.IntegrateAsync(server, receiver.Url, false, "attachment:create");
        await chat.UploadAsync(forMessage: false);

        Assert.Equal(1, recorded);
        Assert.Equal("attachment:create", (await receiver.WaitAsync(1))[0].Type);
    }

    private static string? NameOf(Call call) => Text(call.Payload.GetProperty("attachment"), "fileName");

    private static string? HashOf(Call call) => Text(call.Payload.GetProperty("receipt"), "mediaUrlHash");

    private static string? Text(JsonElement attachment, string name) => attachment.GetProperty(name).GetString();

    private static int Number(JsonElement attachment, string name) => attachment.GetProperty(name).GetInt32();

    private async Task<string> LinkAsync()
    {
        using var response = await chat.Client.PostAsJsonAsync($"/v2/apps/{server.AppId}/attachments/uploadLinks", new { access = "public" }, TestContext.Current.CancellationToken);
        return (await Hooks.JsonAsync(response)).GetProperty("uploadLink").GetProperty("url").GetString()!;
    }

    // The beginning of a PNG, which says how large it is.
    private static byte[] Photo(int width, int height) =>
        [.. Uploads.Png, (byte)(width >> 24), (byte)(width >> 16), (byte)(width >> 8), (byte)width, (byte)(height >> 24), (byte)(height >> 16), (byte)(height >> 8), (byte)height, 8, 6, 0, 0, 0];
}

public sealed class SqliteAttachmentCreateTests() : AttachmentCreateTests(HomeKind.SqliteDisk);

public sealed class PostgresAttachmentCreateTests() : AttachmentCreateTests(HomeKind.PostgresDisk);
