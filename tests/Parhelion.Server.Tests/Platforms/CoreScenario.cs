using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Telemetry;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Platforms;

/// <summary>What must work on every system: uploads, ranges, removal, a clean stop, a restart with the same data, and metrics.</summary>
internal static class CoreScenario
{
    /// <summary>Runs it.</summary>
    /// <param name="program">The server.</param>
    /// <param name="data">Its data directory.</param>
    /// <param name="withMetrics">Whether metrics are scraped and exported too. Under an emulator that takes minutes.</param>
    public static async Task RunAsync(ServerProgram program, string data, bool withMetrics = true)
    {
        var large = RandomNumberGenerator.GetBytes(300_000);
        "%PDF-1.4\n"u8.CopyTo(large);
        string kept, removed;
        await using (var server = await ServerProcess.StartAsync(data, program))
        {
            kept = await UploadAsync(server, large, "large.pdf");
            removed = await UploadAsync(server, "small"u8.ToArray(), "small.txt");

            await AssertServedAsync(server, kept, large);
            Assert.Equal("small", await server.Client.GetStringAsync(removed, TestContext.Current.CancellationToken));
            Assert.Equal(200, await server.RemoveAsync(removed));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, removed));
            await Uploads.WaitAsync(() => IsErasedAsync(server), () => server.Output, seconds: 60);

            server.Terminate();
            Assert.Equal(0, await server.ExitAsync());
        }

        await using (var again = await ServerProcess.StartAsync(data, program))
        {
            await AssertServedAsync(again, kept, large);
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(again, removed));
            Assert.DoesNotContain("fail:", again.Output, StringComparison.Ordinal);
        }

        if (withMetrics) await AssertMetricsAsync(program, data);
    }

    private static async Task AssertMetricsAsync(ServerProgram program, string data)
    {
        await using var collector = await Collector.StartAsync();
        var exporting = program with
        {
            Environment = new Dictionary<string, string>(program.Environment, StringComparer.Ordinal)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.AbsoluteUri,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            },
        };
        var metrics = new Uri($"http://127.0.0.1:{EngineScript.FreePort()}");
        await using var server = await ServerProcess.StartAsync(data, exporting, $"Metrics:Urls={metrics.AbsoluteUri}");
        Assert.Contains("parhelion_disk_free", await server.Client.GetStringAsync(new Uri(metrics, "/metrics"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Uploads.WaitAsync(
            () => Task.FromResult(collector.Calls.Any(call => call.Path == "/v1/metrics" && call.Has("parhelion.disk.free"))), () => server.Output, seconds: 60);
        Assert.DoesNotContain("fail:", server.Output, StringComparison.Ordinal);
    }

    private static async Task<string> UploadAsync(ServerProcess server, byte[] content, string name)
    {
        var (status, path) = await server.UploadAsync(new ByteArrayContent(content), name);
        Assert.True(status == 201, server.Output);
        return path!;
    }

    private static async Task AssertServedAsync(ServerProcess server, string path, byte[] content)
    {
        Assert.Equal(content, await server.Client.GetByteArrayAsync(path, TestContext.Current.CancellationToken));
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Range = new RangeHeaderValue(100_000, 250_000) } };
        using var part = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(content[100_000..250_001], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<HttpStatusCode> StatusAsync(ServerProcess server, string path)
    {
        using var answer = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<bool> IsErasedAsync(ServerProcess server)
    {
        using var answer = JsonDocument.Parse(await server.Client.GetStringAsync($"/v2/apps/{server.AppId}/attachments/receipts"));
        return answer.RootElement.GetProperty("receipts")[0].TryGetProperty("erasedAt", out _);
    }
}
