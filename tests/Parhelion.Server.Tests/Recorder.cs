using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Parhelion.Server.Tests;

/// <summary>Somebody who is called over HTTP: takes down every call, and answers as the test wants.</summary>
/// <typeparam name="TCall">What is taken down of a call.</typeparam>
internal abstract class Recorder<TCall> : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<TCall> calls = new();

    protected Recorder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(TakeAsync);
    }

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>What to answer; 200 by default.</summary>
    public Func<HttpContext, TCall, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<TCall> Calls => [.. calls];

    /// <summary>Waits until so many calls have come.</summary>
    public async Task<IReadOnlyList<TCall>> WaitAsync(int count)
    {
        await Uploads.WaitAsync(() => calls.Count >= count, () => $"{calls.Count} of {count} calls came");
        return Calls;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(atOnce.Token);
        await app.DisposeAsync();
    }

    protected Task StartListeningAsync() => app.StartAsync(TestContext.Current.CancellationToken);

    protected abstract Task<TCall> ReadAsync(HttpRequest request);

    private async Task TakeAsync(HttpContext http)
    {
        var call = await ReadAsync(http.Request);
        calls.Enqueue(call);
        await Answer(http, call);
    }
}
