using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Server.Tests.Webhooks;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>What <c>/metrics</c> says after real requests.</summary>
public sealed class MetricsTests : IAsyncLifetime
{
    private const string Name = "private-name";

    private readonly StubbornBlobStore.Switch disk = new();
    private ParhelionServer server = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(
            options => options.ConfigureServices = services => services.AddSingleton<IBlobStore>(
                all => new StubbornBlobStore(new DiskBlobStore(all.GetRequiredService<Storage.DataDirectory>().Root, Durability.Os), disk)),
            TestContext.Current.CancellationToken);
        client = server.CreateAnonymousClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Uploads_are_counted_by_protocol_and_refusals_by_reason()
    {
        // Before the first scrape, too.
        await Uploads.UploadAsync(server, "0123456789"u8.ToArray(), $"{Name}.txt");
        var before = await Scrape.OfAsync(client);
        await Uploads.UploadAsync(server, "01234"u8.ToArray(), $"{Name}.txt");
        using (var refused = await Uploads.PostAsync(server, new ByteArrayContent("MZ"u8.ToArray()), $"{Name}.exe")) Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        await UploadWithTusAsync("abc"u8.ToArray());

        var after = await Scrape.OfAsync(client);

        Assert.Equal((1, 10), (before.Sum("parhelion_uploads_total"), before.Sum("parhelion_upload_io_bytes_total")));
        Assert.Equal((2, 15), (after.Sum("parhelion_uploads_total", "protocol=\"form\""), after.Sum("parhelion_upload_io_bytes_total", "protocol=\"form\"")));
        Assert.Equal((1, 3), (after.Sum("parhelion_uploads_total", "protocol=\"resumable\""), after.Sum("parhelion_upload_io_bytes_total", "protocol=\"resumable\"")));
        // What has no count of its own is measured from the first scrape on.
        Assert.Equal(2, after.Sum("parhelion_upload_duration_seconds_count"));
        Assert.Equal((1, 1), (after.Sum("parhelion_upload_refusals_total"), after.Sum("parhelion_upload_refusals_total", "reason=\"unsupported_media_type\"")));
        // The server counts a request after its client has the response.
        await Uploads.WaitAsync(async () => CreatedIn(await Scrape.OfAsync(client)) == 2, () => after.Text);
        Assert.True(after.Sum("parhelion_database_commit_transactions_sum") >= 2, after.Text);
    }

    private static double CreatedIn(Scrape scrape) => scrape.Sum(
        "http_server_request_duration_seconds_count", "http_route=\"/v2/apps/{appId}/attachments/\"", "http_response_status_code=\"201\"", "http_request_method=\"POST\"");

    [Fact]
    public async Task Deletions_and_erasures_are_counted_and_one_that_hangs_has_an_age()
    {
        using (await Uploads.RemoveAsync(server, await Uploads.UploadAsync(server, Uploads.Png, $"{Name}.png")))
        {
            await WaitAsync(scrape => scrape.Sum("parhelion_erasures_total", "outcome=\"erased\"") == 1);
        }

        disk.IsStubborn = true;
        using (await Uploads.RemoveAsync(server, await Uploads.UploadAsync(server, Uploads.Png, $"{Name}.png")))
        {
            await WaitAsync(scrape => scrape.Sum("parhelion_erasures_total", "outcome=\"failed\"") >= 1);
        }

        server.Clock.Advance(TimeSpan.FromMinutes(2));

        await WaitAsync(scrape => scrape.Sum("parhelion_removals_oldest_age_seconds", "waiting_for=\"erasure\"") >= 120);
        var found = await Scrape.OfAsync(client);
        Assert.Equal((2, 2), (found.Sum("parhelion_deletions_total"), found.Sum("parhelion_deletions_total", "reason=\"removed\"")));
        Assert.Equal(0, found.Sum("parhelion_removals_oldest_age_seconds", "waiting_for=\"purge\""));
        disk.IsStubborn = false;
        server.Clock.Advance(TimeSpan.FromMinutes(2));
        await WaitAsync(scrape => scrape.Sum("parhelion_removals_oldest_age_seconds", "waiting_for=\"erasure\"") == 0);
    }

    [Fact]
    public async Task Events_that_wait_are_counted_and_have_an_age()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (http, _) =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await Hooks.IntegrateAsync(server, receiver.Url, false, "conversation:message");
        var conversation = (await Chat.Of(server).GroupAsync()).Id;
        await Hooks.SayAsync(server, conversation, "one");
        await Hooks.SayAsync(server, conversation, "two");
        await receiver.WaitAsync(1);
        server.Clock.Advance(TimeSpan.FromSeconds(5));

        await WaitAsync(scrape => scrape.Sum("parhelion_webhook_waiting") == 2 && scrape.Sum("parhelion_webhook_oldest_age_seconds") >= 5);
        await WaitAsync(scrape => scrape.Sum("parhelion_webhook_deliveries_total", "outcome=\"failed\"") >= 1);
    }

    [Fact]
    public async Task Machine_has_free_space_and_open_files()
    {
        var scrape = await Scrape.OfAsync(client);

        Assert.InRange(scrape.Sum("parhelion_disk_free_bytes"), 1, scrape.Sum("parhelion_disk_size_bytes"));
        if (OperatingSystem.IsLinux()) Assert.InRange(scrape.Sum("parhelion_file_descriptors_open"), 10, scrape.Sum("parhelion_file_descriptors_limit"));
        Assert.True(scrape.Sum("dotnet_process_memory_working_set_bytes") > 1 << 20, scrape.Text);
    }

    [Fact]
    public async Task Servers_of_one_process_do_not_count_for_each_other()
    {
        await using var other = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var otherClient = other.CreateAnonymousClient();
        await Scrape.OfAsync(otherClient);
        await Uploads.UploadAsync(server, Uploads.Png, $"{Name}.png");

        var scrape = await Scrape.OfAsync(otherClient);

        Assert.Equal(0, scrape.Sum("parhelion_uploads_total"));
        Assert.Equal(0, scrape.Sum("http_server_request_duration_seconds_count", "http_route=\"/v2/apps/{appId}/attachments/\""));
    }

    [Fact]
    public async Task Labels_name_no_app_no_file_and_no_token_and_do_not_multiply()
    {
        await Scrape.OfAsync(client);
        var urls = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            using var account = server.CreateAccountClient();
            var chat = await Chat.OfNewAppAsync(account);
            urls.Add((await chat.UploadAsync(false, name: $"{Name}-{i}.txt")).Url);
            using var read = await client.GetAsync(urls[^1], TestContext.Current.CancellationToken);
            using var strange = new HttpRequestMessage(new HttpMethod($"STRANGE{i}"), $"/nowhere/{Name}-{i}");
            using var unknown = await client.SendAsync(strange, TestContext.Current.CancellationToken);
        }

        var before = await Scrape.OfAsync(client);
        foreach (var url in urls)
        {
            using var read = await client.GetAsync($"{url}?x={Name}", TestContext.Current.CancellationToken);
        }

        var after = await Scrape.OfAsync(client);

        Assert.DoesNotContain(Name, after.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(server.AppId, after.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("STRANGE", after.Text, StringComparison.Ordinal);
        Assert.All(urls, url => Assert.DoesNotContain(url.Split('/')[^2], after.Text, StringComparison.Ordinal));
        Assert.Equal(before.Series("parhelion_media_responses_total").Count(), after.Series("parhelion_media_responses_total").Count());
        Assert.InRange(after.Series("http_server_request_duration_seconds_count").Count(), 1, 30);
    }

    private async Task UploadWithTusAsync(byte[] bytes)
    {
        using var api = server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Uploads.PathOf(server)) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", $"{bytes.Length}");
        request.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String("a.txt"u8)}");
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var answer = await api.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private Task WaitAsync(Func<Scrape, bool> condition)
    {
        var last = "";
        return Uploads.WaitAsync(
            async () =>
            {
                var scrape = await Scrape.OfAsync(client);
                last = scrape.Text;
                return condition(scrape);
            },
            () => last);
    }
}
