using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Parhelion.Server.Tests.Webhooks;

/// <summary>Somebody who is called: takes down every call, and answers as the test wants.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Call> calls = new();

    private Receiver(WebApplication app) => this.app = app;

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook";

    /// <summary>What to answer; 200 by default.</summary>
    public Func<HttpContext, Call, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<Call> Calls => [.. calls];

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver.app.Run(receiver.TakeAsync);
        await receiver.app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Waits until so many calls have come.</summary>
    public async Task<IReadOnlyList<Call>> WaitAsync(int count)
    {
        await Uploads.WaitAsync(() => calls.Count >= count, () => $"{calls.Count} of {count} calls came");
        return Calls;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body);
        var call = new Call(http.Request.Path, http.Request.Headers["X-API-Key"].ToString(), http.Request.ContentType ?? "", body);
        calls.Enqueue(call);
        await Answer(http, call);
    }
}

/// <summary>One call of a webhook.</summary>
internal sealed record Call(string Path, string Secret, string ContentType, JsonElement Body)
{
    public JsonElement Event => Body.GetProperty("events")[0];

    public string Type => Event.GetProperty("type").GetString()!;

    public string EventId => Event.GetProperty("id").GetString()!;

    public JsonElement Payload => Event.GetProperty("payload");

    /// <summary>The text of the message that it tells of.</summary>
    public string? Text => Payload.GetProperty("message").GetProperty("content").GetProperty("text").GetString();
}
