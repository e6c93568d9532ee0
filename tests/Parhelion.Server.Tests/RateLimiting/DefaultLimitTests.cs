using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Server.Setup;
using Parhelion.Server.Tests.Resumable;

namespace Parhelion.Server.Tests.RateLimiting;

/// <summary>Whether there are limits if nobody says so.</summary>
public sealed class DefaultLimitTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-limits-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData("http://127.0.0.1:0", "", false)]
    [InlineData("http://127.0.0.1:0", "RateLimit:Enabled=true", true)]
    [InlineData("http://127.0.0.1:0", "PublicBaseUrl=https://chat.example.org", true)]
    [InlineData("http://127.0.0.1:0", "MediaBaseUrl=https://media.example.org", true)]
    [InlineData("http://127.0.0.1:0", "PublicBaseUrl=https://chat.example.org RateLimit:Enabled=false", false)]
    [InlineData("http://0.0.0.0:0", "", true)]
    [InlineData("http://0.0.0.0:0", "RateLimit:Enabled=false", false)]
    public async Task Limits_are_on_unless_only_this_machine_reaches_the_server(string url, string settings, bool isOn)
    {
        await using var app = await StartAsync(url, settings.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        using var client = ClientOf(app);
        using var response = await client.GetAsync("/v2/apps", TestContext.Current.CancellationToken);

        Assert.Equal((401, isOn), ((int)response.StatusCode, UploadRequests.HeaderOf(response, "RateLimit") is not null));
    }

    [Fact]
    public async Task A_request_through_a_proxy_turns_them_on()
    {
        await using var app = await StartAsync("http://127.0.0.1:0");
        using var client = ClientOf(app);
        using var proxied = await UploadRequests.SendAsync(client, "GET", "/v2/apps", null, ("X-Forwarded-For", "203.0.113.9"));
        using var direct = await client.GetAsync("/v2/apps", TestContext.Current.CancellationToken);

        Assert.NotNull(UploadRequests.HeaderOf(direct, "RateLimit"));
    }

    private static HttpClient ClientOf(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.Single().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)) };

    private async Task<WebApplication> StartAsync(string url, params string[] settings)
    {
        var app = await ParhelionHost.BuildAsync(
            ["--urls", url, $"--Parhelion:DataDirectory={directory}", .. settings.Select(setting => $"--Parhelion:{setting}")],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton(new StartupBannerPrinter(_ => { }));
            },
            TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
