using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Parhelion.Server.Tests.Purging;

/// <summary>Stands in for a cache or the API of one: takes down every call, and answers as the test wants.</summary>
internal sealed class PurgeRecorder : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<RecordedCall> calls = new();

    private PurgeRecorder(WebApplication app) => this.app = app;

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public string Host => new Uri(Url).Authority;

    /// <summary>What to answer; 200 with Cloudflare's confirmation by default, which the others do not read.</summary>
    public Func<HttpContext, RecordedCall, Task> Answer { get; set; } = (http, _) => http.Response.WriteAsync("""{"success":true}""");

    public IReadOnlyList<RecordedCall> Calls => [.. calls];

    public static async Task<PurgeRecorder> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var recorder = new PurgeRecorder(builder.Build());
        recorder.app.Run(recorder.TakeAsync);
        await recorder.app.StartAsync(TestContext.Current.CancellationToken);
        return recorder;
    }

    /// <summary>Waits until so many calls have come.</summary>
    public async Task<IReadOnlyList<RecordedCall>> WaitAsync(int count)
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

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new StreamReader(http.Request.Body, Encoding.UTF8);
        // As it stood in the request, percent-encoding and all.
        var target = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var call = new RecordedCall($"{http.Request.Method} {target}", headers, await body.ReadToEndAsync());
        calls.Enqueue(call);
        await Answer(http, call);
    }
}

/// <summary>One call of a cache.</summary>
/// <param name="Line">Method and target.</param>
/// <param name="Headers">All header fields.</param>
/// <param name="Body">The body; empty when there was none.</param>
internal sealed record RecordedCall(string Line, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>A header field; empty when it is missing.</summary>
    public string Header(string name) => Headers.TryGetValue(name, out var value) ? value : "";
}
