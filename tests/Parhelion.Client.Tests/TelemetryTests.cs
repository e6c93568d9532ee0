using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Parhelion.Client.Tests.ScriptedHandler;

namespace Parhelion.Client.Tests;

/// <summary>What operators see of the client: activities, metrics and log lines.</summary>
public sealed class TelemetryTests : IDisposable
{
    private const string App = """{"app":{"id":"a","displayName":"Shop"}}""";

    private readonly ConcurrentQueue<Activity> activities = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> measurements = new();
    private readonly ActivityListener listener;
    private readonly MeterListener meters = new();
    private readonly Activity root = new Activity("test").Start();

    public TelemetryTests()
    {
        // Other tests run at the same time, so only what belongs to this one counts.
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ClientTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId) activities.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        meters.InstrumentPublished = (instrument, meter) =>
        {
            if (instrument.Meter.Name == ClientTelemetry.Name) meter.EnableMeasurementEvents(instrument);
        };
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        meters.Start();
    }

    public void Dispose()
    {
        root.Dispose();
        listener.Dispose();
        meters.Dispose();
    }

    [Fact]
    public async Task An_operation_is_one_activity_with_an_event_for_each_failed_attempt()
    {
        using var client = Client(new ScriptedHandler(Says(503), Says(429), Says(200, App)));

        await client.Apps.GetAppAsync("a");

        var activity = Assert.Single(activities);
        Assert.Equal(("Parhelion.GetApp", ActivityStatusCode.Unset), (activity.OperationName, activity.Status));
        Assert.Equal(("GetApp", 200, 3, "api.smooch.io"), (activity.GetTagItem("parhelion.operation"), activity.GetTagItem("http.response.status_code"),
            activity.GetTagItem("parhelion.attempts"), activity.GetTagItem("server.address")));
        Assert.Equal([503, 429], activity.Events.Select(happened => happened.Tags.Single(tag => tag.Key == "http.response.status_code").Value));
        Assert.Equal(2, measurements.Count(measured => measured.Name == "parhelion.client.retries"));
        Assert.Contains(measurements, measured => measured.Name == "parhelion.client.operation.duration" && measured.Tags == "parhelion.operation=GetApp http.response.status_code=200");
    }

    [Fact]
    public async Task A_failed_operation_has_its_error_and_no_secrets()
    {
        using var client = Client(new ScriptedHandler(Says(404)));

        await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DeleteAttachmentAsync("a", "https://files.example.net/holiday.png"));

        var activity = Assert.Single(activities);
        Assert.Equal((ActivityStatusCode.Error, "404"), (activity.Status, activity.GetTagItem("error.type")));
        var text = string.Join(' ', activity.TagObjects.Concat(activity.Events.SelectMany(happened => happened.Tags)).Select(tag => $"{tag.Key}={tag.Value}"));
        Assert.DoesNotContain("holiday", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_is_one_activity_with_its_redirects_and_resumptions_and_counts_its_bytes()
    {
        await using var host = await StubHost.StartAsync(http =>
        {
            if (http.Request.Path == "/a.png") http.Response.Redirect("/b.png");
            return http.Request.Path == "/a.png" ? Task.CompletedTask : http.Response.WriteAsync("0123456789");
        });
        using var client = new ParhelionClient(new Uri(host.Url), ParhelionCredentials.None);

        await client.Attachments.DownloadToAsync($"{host.Url}/a.png", Stream.Null);

        var activity = Assert.Single(activities);
        Assert.Equal(("Parhelion.DownloadTo", 200, 2), (activity.OperationName, activity.GetTagItem("http.response.status_code"), activity.GetTagItem("parhelion.attempts")));
        Assert.Contains(measurements, measured => measured is { Name: "parhelion.client.received", Value: 10, Tags: "parhelion.operation=DownloadTo" });
    }

    [Fact]
    public async Task Every_repetition_is_a_line_in_the_log_that_says_why()
    {
        var lines = new Lines();
        await using var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(lines))
            .AddParhelionClient(options => (options.Credentials, options.RetryDelay) = (ParhelionCredentials.None, TimeSpan.FromMilliseconds(1)))
            .ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(Says(503), Says(200, App)))
            .Services.BuildServiceProvider();

        await services.GetRequiredService<ParhelionClient>().Apps.GetAppAsync("a");

        var line = Assert.Single(lines.All, line => line.Category == ClientTelemetry.Name);
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.StartsWith("GetApp: attempt 1 failed (503 Service Unavailable); retrying in 00:00:00.", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_the_application_has_no_media_urls()
    {
        var lines = new Lines();
        await using var host = await StubHost.StartAsync(http => http.Response.WriteAsync("0123456789"));
        await using var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(lines).SetMinimumLevel(LogLevel.Trace))
            .AddParhelionClient(options => (options.Host, options.Credentials) = (new Uri(host.Url), ParhelionCredentials.None))
            .Services.BuildServiceProvider();

        await services.GetRequiredService<ParhelionClient>().Attachments.DownloadToAsync($"{host.Url}/holiday.png?exp=1&sig=s3cret", Stream.Null);

        Assert.DoesNotContain(lines.All, line => line.Text.Contains("holiday", StringComparison.Ordinal) || line.Text.Contains("s3cret", StringComparison.Ordinal));
    }

    private static ParhelionClient Client(HttpMessageHandler handler) => new(
        new HttpClient(handler), new ParhelionClientOptions { Credentials = ParhelionCredentials.None, RetryDelay = TimeSpan.FromMilliseconds(1) });

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Activity.Current?.TraceId != root.TraceId) return;
        measurements.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
    }

    private sealed class Lines : ILoggerProvider
    {
        public ConcurrentQueue<(string Category, LogLevel Level, string Text)> All { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, All);

        public void Dispose()
        {
        }

        private sealed class Logger(string category, ConcurrentQueue<(string, LogLevel, string)> all) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                all.Enqueue((category, logLevel, formatter(state, exception)));
        }
    }
}
