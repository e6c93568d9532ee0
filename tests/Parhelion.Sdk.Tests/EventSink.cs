using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Parhelion.Sdk.Tests;

/// <summary>A target of a webhook, which keeps the events that come.</summary>
internal sealed class EventSink : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<JsonElement> events = new();

    private EventSink()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(TakeAsync);
    }

    /// <summary>The URL to call.</summary>
    public string Url => app.Urls.First();

    public static async Task<EventSink> StartAsync()
    {
        var sink = new EventSink();
        await sink.app.StartAsync(TestContext.Current.CancellationToken);
        return sink;
    }

    /// <summary>Waits until each of the types has come at least once; all events so far.</summary>
    public async Task<IReadOnlyList<JsonElement>> WaitAsync(IReadOnlyCollection<string> types)
    {
        for (var round = 0; round < 600; round++)
        {
            if (!types.Except(events.Select(TypeOf), StringComparer.Ordinal).Any()) return [.. events];
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"No event came of {string.Join(", ", types.Except(events.Select(TypeOf), StringComparer.Ordinal))}");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>The type of an event.</summary>
    public static string TypeOf(JsonElement happened) => happened.GetProperty("type").GetString()!;

    private async Task TakeAsync(HttpContext http)
    {
        foreach (var happened in (await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body)).GetProperty("events").EnumerateArray()) events.Enqueue(happened);
    }
}
