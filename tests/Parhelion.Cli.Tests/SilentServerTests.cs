using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Parhelion.Cli.Connections;

namespace Parhelion.Cli.Tests;

/// <summary>Servers that fall silent, and calls without the .NET client: their time limit and their URLs.</summary>
public sealed class SilentServerTests : IDisposable
{
    private readonly Tool tool = new();

    public void Dispose() => tool.Dispose();

    [Theory]
    [InlineData(6, "200 OK", "usage")]
    [InlineData(6, "200 OK", "api", "GET", "apps")]
    [InlineData(5, "400 Bad Request", "usage")]
    public async Task A_body_that_stops_in_the_middle_ends_the_command(int code, string status, params string[] command)
    {
        using var server = new RawServer($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{\"");
        server.Introduce(tool);

        var outcome = await tool.RunAsync([.. command, "--timeout", "1"]);

        Assert.True(outcome.ExitCode == code, $"{outcome.ExitCode} {outcome.Error}");
        if (command[0] == "api") Assert.Contains("nothing for 1 seconds", outcome.Error, StringComparison.Ordinal);
        else if (code == 6) Assert.Contains("no response within 00:00:01", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_pipe_is_not_a_silent_server()
    {
        await using var server = await FakeServer.StartAsync(http => http.Response.WriteAsync("done"));
        server.Introduce(tool);
        using var process = tool.Start("api", "POST", "apps", "--input", "-", "--timeout", "1");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        var input = process.StandardInput;

        foreach (var part in (string[])["{\"displayName\":", "\"Shop\"", "}"])
        {
            await input.WriteAsync(part);
            await input.FlushAsync(TestContext.Current.CancellationToken);
            // The pause is what is tested: it is longer than the limit.
            await Task.Delay(TimeSpan.FromSeconds(1.3), TestContext.Current.CancellationToken);
        }

        input.Close();

        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal((0, "done", ""), (process.ExitCode, await output, await error));
        Assert.Equal(["POST /v2/apps\n{\"displayName\":\"Shop\"}"], server.Requests);
    }

    [Theory]
    [InlineData("https://example.com:443", "https://example.com/v2/apps")]
    [InlineData("HTTPS://Example.COM/sc", "https://example.com/sc/v2/apps")]
    public void A_host_is_compared_as_a_url(string host, string url)
    {
        using var http = new HttpClient();
        var api = new RawApi(http, host, new AuthenticationHeaderValue("Basic", "x"), TimeSpan.FromSeconds(1));

        Assert.Equal(new Uri(url), api.UrlOf("apps"));
        Assert.Throws<Parhelion.Cli.CommandLine.UsageException>(() => api.UrlOf("../apps"));
    }
}
