using Microsoft.AspNetCore.Http;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>Somebody whom a webhook calls, who keeps the header <c>traceparent</c> and the body of each call.</summary>
internal sealed class TraceReceiver : Recorder<(string TraceParent, string Body)>
{
    public string Url => new Uri(Address, "/hook").AbsoluteUri;

    public static async Task<TraceReceiver> StartAsync()
    {
        var receiver = new TraceReceiver();
        await receiver.StartListeningAsync();
        return receiver;
    }

    protected override async Task<(string TraceParent, string Body)> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return (request.Headers.TraceParent.ToString(), await reader.ReadToEndAsync());
    }
}
