using Microsoft.AspNetCore.Http;

namespace Parhelion.Client.Tests;

/// <summary>Credentials stay with the host that they are for.</summary>
public sealed class ForeignHostTests
{
    [Fact]
    public async Task Media_of_the_api_host_get_credentials_and_media_elsewhere_do_not()
    {
        List<string> seen = [];
        RequestDelegate answer = http =>
        {
            seen.Add(http.Request.Headers.Authorization.ToString());
            return http.Response.WriteAsync("x");
        };
        await using var api = await StubHost.StartAsync(answer);
        await using var elsewhere = await StubHost.StartAsync(answer);
        using var client = Client(api);

        await ReadAsync(client, $"{api.Url}/sc/attachments/a.png");
        await ReadAsync(client, $"{elsewhere.Url}/a.png");

        Assert.Equal(["Basic YXBwXzE6c2VjcmV0", ""], seen);
    }

    [Fact]
    public async Task A_redirect_takes_no_credentials_along()
    {
        List<string> seen = [];
        await using var store = await StubHost.StartAsync(http =>
        {
            seen.Add(http.Request.Headers.Authorization.ToString());
            return http.Response.WriteAsync("bytes");
        });
        await using var api = await StubHost.StartAsync(http =>
        {
            seen.Add(http.Request.Headers.Authorization.ToString());
            http.Response.Redirect($"{store.Url}/signed?signature=1");
            return Task.CompletedTask;
        });
        using var client = Client(api);

        Assert.Equal("bytes", await ReadAsync(client, $"{api.Url}/sc/attachments/v2/01J/a.png"));
        Assert.Equal(["Basic YXBwXzE6c2VjcmV0", ""], seen);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        var calls = 0;
        await using var api = await StubHost.StartAsync(http =>
        {
            calls++;
            http.Response.Redirect("/again");
            return Task.CompletedTask;
        });
        using var client = Client(api);

        var lost = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DownloadAsync($"{api.Url}/a.png"));
        Assert.Equal((302, 6), (lost.Status, calls));
    }

    [Fact]
    public async Task A_redirect_without_a_target_is_a_failure()
    {
        await using var api = await StubHost.StartAsync(http =>
        {
            http.Response.StatusCode = 302;
            return Task.CompletedTask;
        });
        using var client = Client(api);

        var lost = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DownloadAsync($"{api.Url}/a.png"));

        Assert.Equal(302, lost.Status);
        Assert.Contains("302 redirect without a Location header", lost.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://files.example/a.png?exp=1&sig=s3cret")]
    [InlineData("/a.png?exp=1&sig=s3cret")]
    [InlineData("a.png#s3cret")]
    public async Task The_message_of_a_redirect_has_no_secrets(string location)
    {
        await using var api = await StubHost.StartAsync(http =>
        {
            http.Response.Redirect(location);
            return Task.CompletedTask;
        });
        using var client = Client(api);

        var moved = await Assert.ThrowsAsync<ParhelionException>(() => client.Apps.GetAppAsync("a"));

        Assert.Contains("a.png; check", moved.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/hostname")]
    [InlineData("/apps/1/a.png")]
    [InlineData("ftp://example.net/a.png")]
    public async Task Only_web_addresses_are_opened(string url)
    {
        await using var api = await StubHost.StartAsync(http => Task.CompletedTask);
        using var client = Client(api);

        await Assert.ThrowsAsync<ArgumentException>(() => client.Attachments.DownloadAsync(url));
    }

    private static ParhelionClient Client(StubHost api) =>
        new(new ParhelionClientOptions { Host = new Uri(api.Url), Credentials = ParhelionCredentials.Basic("app_1", "secret") });

    private static async Task<string> ReadAsync(ParhelionClient client, string url)
    {
        await using var download = await client.Attachments.DownloadAsync(url);
        return await new StreamReader(download.Content).ReadToEndAsync();
    }
}
