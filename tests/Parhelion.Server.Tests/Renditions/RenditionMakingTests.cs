using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Renditions;
using Parhelion.Server.Configuration;
using Parhelion.Server.Tests.Homes;

namespace Parhelion.Server.Tests.Renditions;

/// <summary>When renditions are made, how often, and what happens when they cannot be made.</summary>
public sealed class RenditionMakingTests : IAsyncLifetime
{
    private const string Eager = "Images:Eager=true";

    private Home home = null!;

    public async ValueTask InitializeAsync() => home = await Home.OpenAsync(HomeKind.SqliteDisk);

    public async ValueTask DisposeAsync() => await home.DisposeAsync();

    [Fact]
    public async Task Hundred_requests_make_it_once()
    {
        await using var server = await RenditionServer.StartAsync(home);
        var gate = new TaskCompletionSource();
        server.Renderer.Gate = gate.Task;
        var url = await server.UploadAsync();

        var requests = Enumerable.Range(0, 100).Select(index => server.BytesAsync($"{url}?rendition={(index % 2 == 0 ? "thumbnail" : "preview")}")).ToList();
        await Uploads.WaitAsync(() => server.Renderer.Count == 1, () => "Nobody makes it");
        gate.SetResult();
        var bodies = await Task.WhenAll(requests);

        Assert.Equal(1, server.Renderer.Count);
        Assert.Equal(["thumbnail", "preview"], server.Renderer.Calls.Single().Select(target => target.Name));
        Assert.Equal(50, bodies.Count(body => body.AsSpan().SequenceEqual(server.Renderer.Picture(RenditionServer.Png("picture"), "thumbnail"))));
    }

    [Fact]
    public async Task Upload_of_any_protocol_is_followed_by_its_renditions()
    {
        await using var server = await RenditionServer.StartAsync(home, Eager);
        var url = await server.UploadAsync();
        await server.UploadAsync("hello"u8.ToArray(), "hello.txt");

        await Uploads.WaitAsync(async () => await server.AskAsync("SELECT COUNT(*) FROM renditions WHERE made_at IS NOT NULL") == 2, () => "The renditions are not made");
        using var client = server.Server.CreateClient();
        using var creation = new HttpRequestMessage(HttpMethod.Post, Uploads.PathOf(server.Server)) { Content = new ByteArrayContent(RenditionServer.Png("resumable")) };
        creation.Headers.Add("Tus-Resumable", "1.0.0");
        creation.Headers.Add("Upload-Length", $"{RenditionServer.Png("resumable").Length}");
        creation.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String("tus.png"u8)}");
        creation.Content.Headers.ContentType = new("application/offset+octet-stream");
        using var created = await client.SendAsync(creation, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);

        await Uploads.WaitAsync(async () => await server.AskAsync("SELECT COUNT(*) FROM renditions WHERE made_at IS NOT NULL") == 4, () => "The renditions of the resumable upload are not made");
        Assert.Equal(0, await server.AskAsync("SELECT COUNT(*) FROM rendition_states WHERE due_at IS NOT NULL"));
        Assert.Equal(2, server.Renderer.Count);
        // The request finds what is there.
        await server.BytesAsync($"{url}?rendition=preview");
        Assert.Equal(2, server.Renderer.Count);
        Assert.True((await server.DetailsAsync(url)).TryGetProperty("placeholder", out _));
    }

    [Fact]
    public async Task File_that_has_no_picture_is_tried_once()
    {
        await using var server = await RenditionServer.StartAsync(home, Eager);
        var url = await server.UploadAsync(FakeRenderer.Damaged);
        await Uploads.WaitAsync(async () => await server.AskAsync("SELECT COUNT(*) FROM rendition_states WHERE due_at IS NULL") == 1, () => "It stays in the queue");

        foreach (var query in (string[])["?rendition=thumbnail", "?rendition=preview", "?rendition=preview&format=png"]) Assert.Equal(HttpStatusCode.NotFound, await server.StatusAsync(url + query));

        Assert.Equal(1, server.Renderer.Count);
        Assert.Equal(0, await server.AskAsync("SELECT COUNT(*) FROM renditions"));
        var details = await server.DetailsAsync(url);
        Assert.False(details.TryGetProperty("renditions", out _) || details.TryGetProperty("placeholder", out _));
    }

    [Fact]
    public async Task Failed_attempt_is_repeated_and_leaves_nothing()
    {
        await using var server = await RenditionServer.StartAsync(home, Eager);
        server.Renderer.Fault = new IOException("no worker");
        var url = await server.UploadAsync();
        await Uploads.WaitAsync(async () => await server.AskAsync("SELECT COUNT(*) FROM rendition_states WHERE attempts = 1") == 1, () => "The failure is not counted");
        using (var response = await server.GetAsync($"{url}?rendition=preview"))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (response.StatusCode, response.Headers.CacheControl!.NoStore));
            Assert.NotNull(response.Headers.RetryAfter);
        }

        Assert.Equal("warning", await RenditionStateAsync(server));
        Assert.Equal(0, await server.AskAsync("SELECT COUNT(*) FROM renditions"));
        server.Renderer.Fault = null;
        server.Clock.Advance(TimeSpan.FromSeconds(5));
        await Uploads.WaitAsync(async () => await server.AskAsync("SELECT COUNT(*) FROM renditions WHERE made_at IS NOT NULL") == 2, () => "Nobody tries again");
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("ok", await RenditionStateAsync(server));
    }

    [Fact]
    public async Task Request_waits_for_a_while_and_the_work_goes_on()
    {
        await using var server = await RenditionServer.StartAsync(home, "Images:WaitTime=00:00:00.2");
        var gate = new TaskCompletionSource();
        server.Renderer.Gate = gate.Task;
        var url = await server.UploadAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await server.StatusAsync($"{url}?rendition=preview"));
        gate.SetResult();
        await Uploads.WaitAsync(async () => await server.StatusAsync($"{url}?rendition=preview") == HttpStatusCode.OK, () => "It is not made");

        Assert.Equal(1, server.Renderer.Count);
    }

    [Fact]
    public async Task More_requests_than_may_wait_are_refused_at_once()
    {
        await using var server = await RenditionServer.StartAsync(home);
        var gate = new TaskCompletionSource();
        server.Renderer.Gate = gate.Task;
        var url = await server.UploadAsync();

        var requests = Enumerable.Range(0, RenditionService.MaxWaiting + 20).Select(_ => server.StatusAsync($"{url}?rendition=preview")).ToList();
        await Uploads.WaitAsync(() => requests.Count(request => request.IsCompleted) >= 20, () => "None is refused");
        gate.SetResult();
        var statuses = await Task.WhenAll(requests);

        Assert.All(statuses, status => Assert.Contains(status, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]));
        Assert.Equal(RenditionService.MaxWaiting, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(1, server.Renderer.Count);
    }

    [Fact]
    public async Task Stop_leaves_nothing_unfinished()
    {
        await using (var server = await RenditionServer.StartAsync(home, Eager))
        {
            server.Renderer.Gate = new TaskCompletionSource().Task;
            await server.UploadAsync();
            await Uploads.WaitAsync(async () => await server.AskAsync("SELECT COUNT(*) FROM renditions") == 2, () => "The work does not begin");
        }

        await using var next = await RenditionServer.StartAsync(home, Eager);
        await Uploads.WaitAsync(async () => await next.AskAsync("SELECT COUNT(*) FROM renditions WHERE made_at IS NOT NULL") == 2, () => "The next start does not go on");
    }

    [Fact]
    public async Task Size_that_was_changed_is_made_anew_and_nothing_of_the_old_one_stays()
    {
        string url;
        await using (var server = await RenditionServer.StartAsync(home))
        {
            url = await server.UploadAsync();
            await server.BytesAsync($"{url}?rendition=preview");
        }

        await using var changed = await RenditionServer.StartAsync(home, "Images:Renditions:preview=640", "Images:Renditions:wide-2=4096");
        var old = await changed.RowsAsync(url);
        Assert.Equal(changed.Renderer.Picture(RenditionServer.Png("picture"), "preview", side: 640), await changed.BytesAsync($"{url}?rendition=preview"));
        Assert.Equal(HttpStatusCode.OK, await changed.StatusAsync($"{url}?rendition=wide-2"));
        Assert.Equal(HttpStatusCode.NotFound, await changed.StatusAsync($"{url}?rendition=thumbnail"));

        Assert.False(await changed.IsStoredAsync(old.Single(row => row.Id.Name == "preview").Key));
        // The one whose name is gone goes with its original.
        Assert.True(await changed.IsStoredAsync(old.Single(row => row.Id.Name == "thumbnail").Key));
        Assert.Equal(HttpStatusCode.OK, (await Uploads.RemoveAsync(changed.Server, url)).StatusCode);
        await Uploads.AssertNothingKeptAsync(changed.Server);
        await Uploads.WaitAsync(async () => await changed.AskAsync("SELECT COUNT(*) FROM renditions") == 0, () => "The rows stay");
    }

    [Fact]
    public async Task Switched_off_there_are_none()
    {
        await using var server = await RenditionServer.StartAsync(home, "Images:Enabled=false", Eager);
        var url = await server.UploadAsync();

        Assert.Equal(HttpStatusCode.NotFound, await server.StatusAsync($"{url}?rendition=preview"));

        Assert.False((await server.DetailsAsync(url)).TryGetProperty("renditions", out _));
        Assert.Equal(0, await server.AskAsync("SELECT COUNT(*) FROM rendition_states"));
        Assert.Equal(0, server.Renderer.Count);
    }

    [Theory]
    [InlineData("Images:Renditions:Preview=100", "a to z")]
    [InlineData("Images:Renditions:a_b=100", "a to z")]
    [InlineData("Images:Renditions:preview=15", "16 to 4096")]
    [InlineData("Images:Renditions:preview=4097", "16 to 4096")]
    [InlineData("Images:WaitTime=00:02:00", "at most 00:01:00")]
    [InlineData("Images:Workers=0", "1 to 256")]
    public async Task Wrong_setting_stops_the_start(string setting, string expected)
    {
        var fault = await Assert.ThrowsAsync<OperatorErrorException>(() => RenditionServer.StartAsync(home, setting));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ninth_name_stops_the_start()
    {
        var fault = await Assert.ThrowsAsync<OperatorErrorException>(() => RenditionServer.StartAsync(home, [.. Enumerable.Range(1, 9).Select(index => $"Images:Renditions:r{index}=100")]));
        Assert.Contains("at most 8", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<string?> RenditionStateAsync(RenditionServer server)
    {
        var report = await server.Server.Services.GetRequiredService<Parhelion.Server.Readiness.ReadinessCheck>().AskVerboselyAsync();
        return report.Components.Single(check => check.Component == "renditions").State.ToString().ToLowerInvariant();
    }
}
