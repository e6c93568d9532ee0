using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Readiness;
using Parhelion.Core.Removing;
using Parhelion.Core.Renditions;
using Parhelion.Core.Uploading;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Lifecycle;

namespace Parhelion.Server.Tests.Renditions;

/// <summary>Renditions go with their original, by every door and in every state, and no receipt says so before they are gone.</summary>
public abstract class RenditionDeletionTests(HomeKind kind) : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private Home home = null!;
    private RenditionServer server = null!;
    private Chat chat = null!;

    public async ValueTask InitializeAsync()
    {
        home = await Home.OpenAsync(kind);
        server = await RenditionServer.StartAsync(home, home.ShortOrphanAge);
        chat = Chat.Of(server.Server);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await home.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Renditions_go_with_their_original_by_each_door()
    {
        foreach (var door in (string[])["remove", "message", "messages", "conversation", "user", "app"])
        {
            server.Renderer.Gate = Task.CompletedTask;
            using var account = server.Server.CreateAccountClient();
            var own = await Chat.OfNewAppAsync(account);
            var user = (await own.UserAsync()).Id;
            // The first one is the default, which cannot be deleted.
            await own.PersonalAsync(user);
            var conversation = (await own.PersonalAsync(user)).Id;
            var ready = await UploadAsync(own, "ready");
            var running = await UploadAsync(own, "running");
            var message = (await own.PostAsync(conversation, user, ready, running)).Id;
            await server.BytesAsync($"{ready}?rendition=preview");
            await server.BytesAsync($"{ready}?rendition=preview&format=png");
            var gate = new TaskCompletionSource();
            server.Renderer.Gate = gate.Task;
            var request = server.StatusAsync($"{running}?rendition=thumbnail");
            await Uploads.WaitAsync(async () => (await server.RowsAsync(running)).Count == 2, () => "The work does not begin");
            BlobKey[] keys = [.. (await server.RowsAsync(ready)).Concat(await server.RowsAsync(running)).Select(row => row.Key)];
            Assert.Equal(5, keys.Length);

            Assert.Equal(200, door switch
            {
                "remove" => await own.RemoveAsync(ready) + await own.RemoveAsync(running) - 200,
                "message" => await own.DeleteMessageAsync(conversation, message),
                "messages" => await own.DeleteMessagesAsync(conversation),
                "conversation" => await own.DeleteConversationAsync(conversation),
                "user" => await own.DeleteUserAsync(user),
                _ => await own.DeleteAppAsync(),
            });

            Assert.Equal(HttpStatusCode.NotFound, await server.StatusAsync($"{ready}?rendition=preview"));
            await WaitForReceiptAsync(own, ready);
            // The bytes of the rendition that is being made may still come.
            Assert.False(IsErased(await ReceiptAsync(own, running)));
            gate.SetResult();
            Assert.Equal(HttpStatusCode.NotFound, await request);
            await WaitForReceiptAsync(own, running);
            foreach (var key in keys) Assert.False(await server.IsStoredAsync(key));
            await AssertNothingIsLeftAsync();
        }
    }

    // What a node leaves behind that crashes while it makes renditions: rows, and perhaps blobs.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Node_that_crashed_is_replaced_after_its_lease(bool hasWritten)
    {
        var url = await UploadAsync(chat, "crashed");
        var left = await LeaveAsync(url, hasWritten);
        // A scan for left-over files knows what a row names.
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        Assert.Equal(0, (await ScanAsync()).Orphans);
        var request = server.StatusAsync($"{url}?rendition=preview");
        Assert.Equal(0, server.Renderer.Count);

        server.Clock.Advance(Lease);

        Assert.Equal(HttpStatusCode.OK, await request);
        Assert.Equal(1, server.Renderer.Count);
        Assert.False(await server.IsStoredAsync(left));
        Assert.Equal(200, await chat.RemoveAsync(url));
        await WaitForReceiptAsync(chat, url);
        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Receipt_waits_for_the_lease_of_a_node_that_crashed(bool hasWritten)
    {
        var url = await UploadAsync(chat, "crashed");
        var left = await LeaveAsync(url, hasWritten: false);
        Assert.Equal(200, await chat.RemoveAsync(url));
        await Uploads.WaitAsync(async () => !await Uploads.IsStoredAsync(server.Server, url), () => "The original is not erased");
        // As late as it can be.
        if (hasWritten) await WriteAsync(left);
        Assert.False(IsErased(await ReceiptAsync(chat, url)));

        server.Clock.Advance(Lease);

        await WaitForReceiptAsync(chat, url);
        Assert.False(await server.IsStoredAsync(left));
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Rendition_that_cannot_be_erased_keeps_the_receipt_open()
    {
        await using var own = await Home.OpenAsync(kind);
        KeepingStore? store = null;
        await using var keeping = await RenditionServer.StartAsync(
            options =>
            {
                own.Configure(options);
                var more = options.ConfigureServices;
                options.ConfigureServices = services =>
                {
                    more?.Invoke(services);
                    var made = services.Last(service => service.ServiceType == typeof(IBlobStore));
                    services.AddSingleton<IBlobStore>(all => store = new KeepingStore((IBlobStore)made.ImplementationFactory!(all)));
                };
            },
            new FakeRenderer());
        var caller = Chat.Of(keeping.Server);
        var url = await UploadAsync(caller, "kept");
        await keeping.BytesAsync($"{url}?rendition=preview");
        var row = (await keeping.RowsAsync(url))[0];
        store!.Kept = row.Key;

        Assert.Equal(200, await caller.RemoveAsync(url));
        await Uploads.WaitAsync(async () => !await Uploads.IsStoredAsync(keeping.Server, url), () => "The original is not erased");
        await Uploads.WaitAsync(async () => await keeping.AskAsync("SELECT COUNT(*) FROM removals WHERE attempts > 0") == 1, () => "The failure is not counted");
        Assert.False(IsErased(await ReceiptAsync(caller, url)));
        store.Kept = null;
        keeping.Clock.Advance(TimeSpan.FromMinutes(1));
        await WaitForReceiptAsync(caller, url);
        Assert.False(await keeping.IsStoredAsync(row.Key));
    }

    [Fact]
    public async Task Verify_knows_renditions_and_usage_does_not_count_them()
    {
        var url = await UploadAsync(chat, "counted");
        await server.BytesAsync($"{url}?rendition=preview");
        using var client = server.Server.CreateClient();
        var usage = await client.GetFromJsonAsync<JsonElement>($"/v2/apps/{server.Server.AppId}/attachments/usage", TestContext.Current.CancellationToken);
        Assert.Equal((1, RenditionServer.Png("counted").Length), (usage.GetProperty("usage").GetProperty("count").GetInt32(), usage.GetProperty("usage").GetProperty("bytes").GetInt32()));

        var compared = new List<string>();
        var result = await new DatabaseStoreComparison(server.Database, server.Blobs).RunAsync(compared.Add, readBytes: true, TestContext.Current.CancellationToken);
        Assert.Empty(compared);
        Assert.Equal((1, 3), (result.Rows, result.Blobs));
        // Lost renditions are made again, so they are no fault.
        Assert.Empty(await server.Blobs.DeleteAsync([.. (await server.RowsAsync(url)).Select(row => row.Key)], TestContext.Current.CancellationToken));
        result = await new DatabaseStoreComparison(server.Database, server.Blobs).RunAsync(compared.Add, readBytes: true, TestContext.Current.CancellationToken);
        Assert.Empty(compared);

        // A row that nobody would ever delete.
        Assert.Equal(200, await chat.RemoveAsync(url));
        await WaitForReceiptAsync(chat, url);
        await AssertNothingIsLeftAsync();
        await LeaveAsync(url, hasWritten: true);
        result = await new DatabaseStoreComparison(server.Database, server.Blobs).RunAsync(compared.Add, readBytes: true, TestContext.Current.CancellationToken);
        Assert.Equal([$"rendition without an attachment: {RenditionServer.KeyOf(url)}"], compared);
        Assert.Equal(1, result.Faults);
    }

    // What it reads, and what it writes, is erased before its lease is over.
    [Fact]
    public async Task Removal_in_the_middle_of_the_work_is_no_failure()
    {
        var url = await UploadAsync(chat, "in the middle");
        var gate = new TaskCompletionSource();
        server.Renderer.Gate = gate.Task;
        var request = server.StatusAsync($"{url}?rendition=preview");
        await Uploads.WaitAsync(() => server.Renderer.Count == 1, () => "The work does not begin");
        Assert.Equal(200, await chat.RemoveAsync(url));
        await Uploads.WaitAsync(async () => !await Uploads.IsStoredAsync(server.Server, url), () => "The original is not erased");

        server.Renderer.Fault = new IOException("The bytes are gone.");
        gate.SetResult();

        Assert.Equal(HttpStatusCode.NotFound, await request);
        Assert.Equal(ComponentReadiness.Ok, server.Server.Services.GetRequiredService<RenditionService>().Report()!.State);
        await WaitForReceiptAsync(chat, url);
        await AssertNothingIsLeftAsync();
    }

    /// <summary>Uploads a picture for a message.</summary>
    internal static async Task<string> UploadAsync(Chat chat, string text)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(RenditionServer.Png(text)), "source", "picture.png" } };
        using var response = await chat.Client.PostAsync($"/v2/apps/{chat.AppId}/attachments?access=public&for=message", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }

    private async Task<BlobKey> LeaveAsync(string url, bool hasWritten)
    {
        var row = new RenditionRow
        {
            Key = BlobKey.New(),
            Original = RenditionServer.KeyOf(url),
            Id = new RenditionId("preview", "webp"),
            MaxSide = 1280,
            LeaseUntil = server.Clock.GetUtcNow() + Lease,
        };
        await server.Database.WriteAsync(
            async session =>
            {
                await RenditionTable.InsertAsync(session, row);
                return true;
            },
            TestContext.Current.CancellationToken);
        if (hasWritten) await WriteAsync(row.Key);
        return row.Key;
    }

    private async Task WriteAsync(BlobKey key) => await server.Blobs.WriteAsync(
        key, System.IO.Pipelines.PipeReader.Create(new System.Buffers.ReadOnlySequence<byte>("left behind"u8.ToArray())), check: null, TestContext.Current.CancellationToken);

    private Task<OrphanScanResult> ScanAsync() => new OrphanScan(
        server.Database, server.Blobs, server.Server.Services.GetRequiredService<InFlightUploadRegistry>(), new OrphanScanOptions { MinAge = TimeSpan.FromSeconds(1), QuarantineTime = TimeSpan.FromDays(7) })
        .RunAsync(takesAny: false, TestContext.Current.CancellationToken);

    private async Task AssertNothingIsLeftAsync()
    {
        await Uploads.AssertNothingKeptAsync(server.Server);
        Assert.Equal(0, await server.AskAsync("SELECT COUNT(*) FROM renditions"));
        Assert.Equal(0, await server.AskAsync("SELECT COUNT(*) FROM rendition_states"));
    }

    private static bool IsErased(JsonElement receipt) => receipt.TryGetProperty("erasedAt", out _);

    private static async Task<JsonElement> ReceiptAsync(Chat chat, string url) => Assert.Single(await chat.ReceiptsAsync($"&filter[mediaUrl]={Uri.EscapeDataString(url)}"));

    private static Task WaitForReceiptAsync(Chat chat, string url) => Uploads.WaitAsync(async () => IsErased(await ReceiptAsync(chat, url)), () => "The receipt says nothing of the erasure");

    private sealed class KeepingStore(IBlobStore inner) : WrappedBlobStore(inner)
    {
        public BlobKey? Kept { get; set; }

        public override async ValueTask<IReadOnlyList<BlobRemovalFailure>> DeleteAsync(IReadOnlyList<BlobKey> keys, CancellationToken cancellationToken)
        {
            var failures = await base.DeleteAsync([.. keys.Where(key => key != Kept)], cancellationToken);
            return Kept is { } kept && keys.Contains(kept) ? [.. failures, new BlobRemovalFailure(kept, new IOException("kept"))] : failures;
        }
    }
}

public sealed class SqliteRenditionDeletionTests() : RenditionDeletionTests(HomeKind.SqliteDisk);

public sealed class PostgresCephRenditionDeletionTests() : RenditionDeletionTests(HomeKind.PostgresCeph);
