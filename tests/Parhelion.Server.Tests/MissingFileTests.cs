using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Core.Blobs;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>Files that are gone from the store although their attachment lives: a fault that the operator hears of.</summary>
public sealed class MissingFileTests : IAsyncLifetime
{
    private readonly LogLines log = new();
    private ParhelionServer server = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(
            options =>
            {
                options.ConfigureServices = services => services.AddLogging(logging => logging.AddProvider(log));
                BlobFiles.Choose(options);
            },
            TestContext.Current.CancellationToken);
        client = new HttpClient { BaseAddress = server.Url };
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task Missing_or_cut_file_of_a_living_attachment_is_a_fault_of_the_server(int bytesLeft)
    {
        var url = await Uploads.UploadAsync(server, "8 bytes."u8.ToArray(), "a.txt");
        Damage(url, bytesLeft);
        using var metrics = new Telemetry.MetricReader(server);

        // Twice: the second GET knows the row, the third would be the one that keeps the file in memory.
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Get, HttpMethod.Get, HttpMethod.Head])
        {
            using var request = new HttpRequestMessage(method, url);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.InternalServerError, "no-store"), (answer.StatusCode, answer.Headers.CacheControl?.ToString()));
        }

        Assert.Equal(5, metrics.Read("parhelion.media.missing_files"));
        var lines = log.ToString();
        Assert.Equal(2, lines.Split("is missing or does not have its 8 bytes").Length);
        Assert.DoesNotContain(TokenOf(url), lines.Split('\n').Single(line => line.Contains("is missing", StringComparison.Ordinal)), StringComparison.Ordinal);
        using var ready = await client.GetAsync("/readyz", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        var detail = await ready.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"files\",\"state\":\"warning\",\"detail\":\"Since the start, 1 attachments were requested", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removed_attachment_is_not_found_and_no_fault()
    {
        var url = await Uploads.UploadAsync(server, "8 bytes."u8.ToArray(), "a.txt");
        using var removed = await Uploads.RemoveAsync(server, url);

        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            using var request = new HttpRequestMessage(method, url);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.NotFound, "no-store"), (answer.StatusCode, answer.Headers.CacheControl?.ToString()));
        }

        Assert.DoesNotContain("is missing", log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("warning", await client.GetStringAsync("/readyz", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_comes_back_is_served()
    {
        var url = await Uploads.UploadAsync(server, "8 bytes."u8.ToArray(), "a.txt");
        Damage(url, -1);
        using (var lost = await client.GetAsync(url, TestContext.Current.CancellationToken)) Assert.Equal(HttpStatusCode.InternalServerError, lost.StatusCode);
        await File.WriteAllTextAsync(FileOf(url), "8 bytes.", TestContext.Current.CancellationToken);

        Assert.Equal("8 bytes.", await client.GetStringAsync(url, TestContext.Current.CancellationToken));
    }

    private static string TokenOf(string url) => url.Split('/')[^2];

    private string FileOf(string url) => Path.Combine(server.DataDirectory, BlobNames.Of(BlobKey.Parse(TokenOf(url))));

    private void Damage(string url, int bytesLeft)
    {
        if (bytesLeft < 0)
        {
            File.Delete(FileOf(url));
            return;
        }

        using var file = new FileStream(FileOf(url), FileMode.Open);
        file.SetLength(bytesLeft);
    }
}
