using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Parhelion.Client.Tests;

/// <summary>A host that answers as a test says, on a free loopback port.</summary>
internal sealed class StubHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private StubHost(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    public static async Task<StubHost> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var web = builder.Build();
        web.Run(answer);
        await web.StartAsync();
        return new StubHost(web);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
