using Microsoft.AspNetCore.Http;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>A collector of OpenTelemetry that keeps what it receives.</summary>
internal sealed class Collector : Recorder<OtlpCall>
{
    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector.StartListeningAsync();
        return collector;
    }

    protected override async Task<OtlpCall> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return new OtlpCall(request.Path, body.ToArray());
    }
}
