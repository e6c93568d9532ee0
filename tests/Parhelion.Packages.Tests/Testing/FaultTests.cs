using System.Net;
using Parhelion.Testing;

namespace Parhelion.Packages.Tests.Testing;

/// <summary>Faults that a test orders.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(options => options.Settings["Blobs:Segments"] = "false", TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Requests_fail_as_often_as_ordered_and_are_served_then()
    {
        var fault = server.Fail(RequestMatch.Uploads, 503, times: 2, retryAfter: TimeSpan.FromSeconds(1.5));

        using var first = await TestFiles.PostAsync(server, TestFiles.Png);
        using var second = await TestFiles.PostAsync(server, TestFiles.Png);
        using var third = await TestFiles.PostAsync(server, TestFiles.Png);

        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.Created], [first.StatusCode, second.StatusCode, third.StatusCode]);
        Assert.Equal(TimeSpan.FromSeconds(2), first.Headers.RetryAfter?.Delta);
        Assert.Contains("\"code\":\"service_unavailable\"", await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(2, fault.Hits);
    }

    [Fact]
    public async Task Only_matching_requests_fail_until_the_fault_is_disposed()
    {
        using var client = server.CreateClient();
        using (server.Fail("GET /v2/apps/*/keys", 500))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync($"/v2/apps/{server.AppId}/keys", TestContext.Current.CancellationToken)).StatusCode);
            using var upload = await TestFiles.PostAsync(server, TestFiles.Png);
            Assert.Equal(HttpStatusCode.Created, upload.StatusCode);
        }

        Assert.NotEqual(HttpStatusCode.InternalServerError, (await client.GetAsync($"/v2/apps/{server.AppId}/keys", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task The_answer_comes_in_the_middle_of_an_upload()
    {
        server.Fail(RequestMatch.Uploads, 503, afterBytes: 100_000);

        using var response = await TestFiles.PostAsync(server, TestFiles.PngOf(2_000_000));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Empty(Blobs());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150_000)]
    public async Task An_upload_is_cut_and_nothing_is_stored(long bytes)
    {
        server.CutAfter(bytes, RequestMatch.Uploads, times: 1);

        await Assert.ThrowsAsync<HttpRequestException>(() => TestFiles.PostAsync(server, TestFiles.PngOf(3_000_000)));

        Assert.Empty(Blobs());
        using var again = await TestFiles.PostAsync(server, TestFiles.Png);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }

    // The sizes take the three ways of delivery: memory, sendfile, and copies.
    [Theory]
    [InlineData(2_000)]
    [InlineData(300_000)]
    [InlineData(5_000_000)]
    public async Task A_download_is_cut_after_its_bytes(int size)
    {
        var file = TestFiles.PngOf(size);
        var url = await TestFiles.UploadAsync(server, file);
        server.CutAfter(1_000, RequestMatch.Downloads, times: 1);
        using var client = server.CreateAnonymousClient();

        using (var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            Assert.Equal(size, response.Content.Headers.ContentLength);
            await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            var read = new byte[size];
            var count = 0;
            await Assert.ThrowsAnyAsync<IOException>(async () =>
            {
                while (await body.ReadAsync(read.AsMemory(count), TestContext.Current.CancellationToken) is > 0 and var more) count += more;
            });
            Assert.InRange(count, 0, 1_000);
            Assert.Equal(file[..count], read[..count]);
        }

        Assert.Equal(file, await client.GetByteArrayAsync(url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_delay_ends_when_the_clock_moves()
    {
        var fault = server.Delay(RequestMatch.Uploads, TimeSpan.FromHours(1));
        var upload = TestFiles.PostAsync(server, TestFiles.Png);
        await WaitForAsync(() => fault.Hits == 1);
        Assert.False(upload.IsCompleted);

        // The request is counted before its timer is set.
        while (!upload.IsCompleted)
        {
            server.Clock.Advance(TimeSpan.FromHours(1));
            await Task.WhenAny(upload, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        using var response = await upload;
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task A_download_stalls_in_the_middle()
    {
        var file = TestFiles.PngOf(300_000);
        var url = await TestFiles.UploadAsync(server, file);
        server.Delay(RequestMatch.Downloads, TimeSpan.FromHours(1), times: 1, afterBytes: 1_000);
        using var client = server.CreateAnonymousClient();

        using var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var beginning = new byte[1_000];
        await body.ReadExactlyAsync(beginning, TestContext.Current.CancellationToken);
        var next = body.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
        Assert.False(next.IsCompleted);
        while (!next.IsCompleted)
        {
            server.Clock.Advance(TimeSpan.FromHours(1));
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        Assert.Equal(1, await next);
    }

    [Fact]
    public async Task Requests_are_recorded_with_their_status()
    {
        using var upload = await TestFiles.PostAsync(server, TestFiles.Png);
        using var client = server.CreateAnonymousClient();
        using var missing = await client.GetAsync("/v2/apps?page[size]=2", TestContext.Current.CancellationToken);

        var requests = server.Requests;
        Assert.Equal([201, 401], requests.Select(request => request.Status));
        Assert.Equal("POST", requests[0].Method);
        Assert.Equal($"/v2/apps/{server.AppId}/attachments", requests[0].Path);
        Assert.Equal("?access=public", requests[0].Query);
        Assert.StartsWith("multipart/form-data", requests[0].Headers["content-type"], StringComparison.Ordinal);
        Assert.Equal($"POST /v2/apps/{server.AppId}/attachments -> 201", requests[0].ToString());

        server.ClearRequests();
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Only_the_last_requests_are_kept()
    {
        using var client = server.CreateAnonymousClient();
        for (var i = 0; i < 1_001; i++) (await client.GetAsync($"/healthz?{i}", TestContext.Current.CancellationToken)).Dispose();

        Assert.Equal(1_000, server.Requests.Count);
        Assert.Equal("?1", server.Requests[0].Query);
        Assert.Equal("?1000", server.Requests[^1].Query);
    }

    [Theory]
    [InlineData("POST /v2/apps/*/attachments", "/sc/v2/apps/1/attachments", true)]
    [InlineData("post /v2/apps/*/attachments", "/v2/apps/1/attachments", true)]
    [InlineData("/v2/apps/*", "/v2/apps/1/attachments", false)]
    [InlineData("/v2/**", "/v2/apps/1/attachments", true)]
    [InlineData("GET /v2/**", "/v2/apps/1/attachments", false)]
    [InlineData("**", "/v2/apps/1/attachments", true)]
    public async Task A_pattern_selects_by_method_and_path(string pattern, string path, bool matches)
    {
        using var client = server.CreateAnonymousClient();
        (await client.PostAsync(path, null, TestContext.Current.CancellationToken)).Dispose();

        Assert.Equal(matches, RequestMatch.Parse(pattern).Matches(Assert.Single(server.Requests)));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("POST v2/apps")]
    [InlineData("POST /v2/apps twice")]
    public void A_pattern_without_a_path_is_refused(string pattern) =>
        Assert.Contains("is not a valid pattern", Assert.Throws<ArgumentException>(() => RequestMatch.Parse(pattern)).Message, StringComparison.Ordinal);

    // Besides the mark of the store.
    private IEnumerable<string> Blobs() =>
        Directory.EnumerateFiles(Path.Combine(server.DataDirectory, "blobs"), "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "installation");

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, deadline.Token);
    }
}
