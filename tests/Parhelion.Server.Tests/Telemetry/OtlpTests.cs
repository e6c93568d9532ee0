using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Parhelion.Server.Configuration;
using Parhelion.Server.Telemetry;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>What a collector gets that the standard variables of OpenTelemetry name.</summary>
[Collection(Traces.Name)]
public sealed class OtlpTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task Metrics_and_traces_arrive_with_the_name_of_the_service_and_nothing_private()
    {
        await using var collector = await Collector.StartAsync();
        await using var server = await StartAsync(collector, ("OTEL_SERVICE_NAME", "attachments-test"));
        using var client = server.CreateClient();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", "private-name.png" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, Uploads.PathOf(server)) { Content = form };
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");

        using var stored = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(stored.IsSuccessStatusCode);

        await WaitAsync(collector, "/v1/metrics", call => call.Has("parhelion.uploads") && call.Has("parhelion.disk.free") && call.Has("attachments-test"));
        await WaitAsync(collector, "/v1/traces", call => IsOfTrace(call) && call.Has("/v2/apps/{appId}/attachments") && call.Has("attachments-test"));
        // Each may come in a call of its own: they are sent every 50 ms, and end as far apart on a busy machine.
        foreach (var span in (string[])["store blob", "record attachment"]) await WaitAsync(collector, "/v1/traces", call => IsOfTrace(call) && call.Has(span));
        Assert.All(collector.Calls, call => Assert.False(call.Has("private-name")));
        Assert.All(collector.Calls, call => Assert.False(call.Has(server.AppId)));
    }

    [Fact]
    public async Task Collector_that_is_away_disturbs_nobody()
    {
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{Parhelion.Tests.EngineScript.FreePort()}";
                options.Settings["OTEL_TRACES_SAMPLER"] = "always_off";
                options.Settings["OTEL_METRIC_EXPORT_INTERVAL"] = "50";
            },
            TestContext.Current.CancellationToken);

        await Uploads.UploadAsync(server, Uploads.Png, "a.png");
    }

    [Theory]
    [InlineData(true, true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317")]
    [InlineData(true, false, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://localhost:4317")]
    [InlineData(false, true, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://localhost:4317")]
    [InlineData(true, false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317", "OTEL_TRACES_EXPORTER=none")]
    [InlineData(false, true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317", "OTEL_METRICS_EXPORTER=prometheus", "OTEL_TRACES_EXPORTER=console, otlp")]
    [InlineData(false, false, "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317", "OTEL_SDK_DISABLED=true")]
    [InlineData(false, false, "OTEL_SERVICE_NAME=x")]
    [InlineData(false, false, "OTEL_EXPORTER_OTLP_ENDPOINT=")]
    [InlineData(false, false, "OTEL_EXPORTER_OTLP_PROTOCOL=http/json")]
    [InlineData(false, true, "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317", "OTEL_METRICS_EXPORTER=none", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=nowhere")]
    public void Variables_say_what_is_exported(bool metrics, bool traces, params string[] variables)
    {
        var values = variables.Select(variable => variable.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1]));

        var settings = OtlpSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());

        Assert.Equal((metrics, traces), (settings.Metrics is not null, settings.Traces is not null));
    }

    [Fact]
    public async Task Each_signal_may_have_a_collector_of_its_own()
    {
        await using var both = await Collector.StartAsync();
        await using var ofMetrics = await Collector.StartAsync();
        await using var server = await StartAsync(
            both, ("OTEL_TRACES_SAMPLER", "always_on"), ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", new Uri(ofMetrics.Address, "/custom/path").AbsoluteUri), ("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "x-tenant=chat"));

        await Uploads.UploadAsync(server, Uploads.Png, "a.png");

        await WaitAsync(ofMetrics, "/custom/path", call => call.Has("parhelion.uploads"));
        await WaitAsync(both, "/v1/traces", call => call.Has("store blob"));
        Assert.DoesNotContain(both.Calls, call => call.Path == "/v1/metrics");
        Assert.DoesNotContain(ofMetrics.Calls, call => call.Path == "/v1/traces");
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT (its value is not shown) must be an absolute http or https URL.")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://a", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT (its value is not shown) must be an absolute http or https URL.")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_PROTOCOL is 'http/json'; it must be grpc or http/protobuf.")]
    public void Wrong_variable_is_named(string name, string value, string sentence)
    {
        Dictionary<string, string?> variables = new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://localhost:4317", [name] = value };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(variables).Build();

        Assert.Equal(sentence, Assert.Throws<OperatorErrorException>(() => OtlpSettings.Read(configuration)).Message);
    }

    private static bool IsOfTrace(OtlpCall call)
    {
        var id = new byte[16];
        ActivityTraceId.CreateFromString(TraceId).CopyTo(id);
        return call.Body.AsSpan().IndexOf(id) >= 0;
    }

    private static Task<ParhelionServer> StartAsync(Collector collector, params (string Name, string Value)[] settings) => ParhelionServer.StartAsync(
        options =>
        {
            options.Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.AbsoluteUri;
            options.Settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            options.Settings["OTEL_METRIC_EXPORT_INTERVAL"] = "100";
            options.Settings["OTEL_BSP_SCHEDULE_DELAY"] = "50";
            // Activities are those of all servers of this process.
            options.Settings["OTEL_TRACES_SAMPLER"] = "parentbased_always_off";
            foreach (var (name, value) in settings) options.Settings[name] = value;
        },
        TestContext.Current.CancellationToken);

    private static Task WaitAsync(Collector collector, string path, Func<OtlpCall, bool> condition) => Uploads.WaitAsync(
        () => collector.Calls.Any(call => call.Path == path && condition(call)), () => $"None of the {collector.Calls.Count} calls of the collector brought to {path} what was expected.");
}
