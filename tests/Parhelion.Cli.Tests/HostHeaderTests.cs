namespace Parhelion.Cli.Tests;

/// <summary>What other hosts get, and what <c>--verbose</c> prints of URLs that are secrets.</summary>
public sealed class HostHeaderTests
{
    [Fact]
    public async Task Headers_of_the_user_go_to_the_host_of_the_API_only_and_no_secret_is_printed()
    {
        var (own, foreign) = (new List<string>(), new List<string>());
        await using var other = await FakeServer.StartAsync(http =>
        {
            foreign.Add(http.Request.Headers["X-Own"].ToString());
            http.Response.Headers["Upload-Offset"] = "0";
            return http.Request.Method == "HEAD" ? Task.CompletedTask : FakeServer.JsonAsync(http, 201, """{"attachment":{"mediaUrl":"http://x/a.png","mediaType":"image/png"}}""");
        });
        await using var server = await FakeServer.StartAsync(http =>
        {
            own.Add(http.Request.Headers["X-Own"].ToString());
            http.Response.Headers["Accept-Patch"] = "application/partial-upload";
            http.Response.Headers.Location = $"{other.Url}/elsewhere/s3cret";
            http.Response.StatusCode = http.Request.Method == "POST" ? 201 : 204;
            return Task.CompletedTask;
        });
        using var tool = new Tool();
        server.Introduce(tool);
        await File.WriteAllBytesAsync(tool.PathOf("film.png"), new byte[5_000_000], TestContext.Current.CancellationToken);

        var outcome = (await tool.RunAsync("upload", "film.png", "--header", "X-Own: 1", "--verbose")).Good();

        Assert.Equal(["1", "1"], own);
        Assert.Equal(["", ""], foreign);
        Assert.DoesNotContain("s3cret", outcome.Error, StringComparison.Ordinal);
        Assert.Contains($"> PATCH {other.Url}/…", outcome.Error, StringComparison.Ordinal);
        Assert.Contains($"> OPTIONS {server.Url}/v2/apps/a1/attachments", outcome.Error, StringComparison.Ordinal);
    }
}
