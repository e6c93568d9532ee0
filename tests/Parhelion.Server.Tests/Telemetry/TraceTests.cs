using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using Parhelion.Core.Telemetry;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Server.Tests.Webhooks;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>Traces: they continue those of clients, and webhooks continue them.</summary>
[Collection(Traces.Name)]
public sealed class TraceTests : IAsyncLifetime
{
    private readonly ActivityTraceId trace = ActivityTraceId.CreateRandom();
    private readonly ConcurrentQueue<Activity> ended = new();
    private ActivityListener listener = null!;
    private ParhelionServer server = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Tracing.SourceName,
            // Other servers of this process have no part in it.
            Sample = (ref options) => options.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        client = server.CreateClient();
        client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        listener.Dispose();
    }

    [Fact]
    public async Task Upload_has_steps_for_its_bytes_and_its_row()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", "private-name.png" } };
        using var answer = await client.PostAsync(Uploads.PathOf(server), form, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);

        var request = await EndedAsync(ActivityKind.Server);

        Assert.Equal("POST /v2/apps/{appId}/attachments/", request.DisplayName);
        Assert.Equal(("b7ad6b7169203331", 201), (request.ParentSpanId.ToString(), request.GetTagItem("http.response.status_code")));
        Assert.Equal(["record attachment", "store blob"], ended.Where(activity => activity.ParentSpanId == request.SpanId).Select(activity => activity.OperationName).Order());
        Assert.All(ended.SelectMany(activity => activity.TagObjects), tag => Assert.DoesNotContain("private-name", $"{tag.Value}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reading_a_file_has_a_step_for_its_row_and_none_when_it_is_cached()
    {
        var url = await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        using (var first = await client.GetAsync(url, TestContext.Current.CancellationToken)) Assert.True(first.IsSuccessStatusCode);

        var request = await EndedAsync(ActivityKind.Server);

        Assert.Equal("GET", request.DisplayName);
        Assert.DoesNotContain(ended, activity => activity.OperationName == "read attachment");
    }

    [Fact]
    public async Task Webhook_continues_the_trace_of_the_message_and_its_body_does_not_show_it()
    {
        await using var receiver = await TraceReceiver.StartAsync();
        await Hooks.IntegrateAsync(server, receiver.Url, false, "conversation:message");
        var conversation = (await Chat.Of(server).GroupAsync()).Id;

        using var said = await client.PostAsJsonAsync(
            $"/v2/apps/{server.AppId}/conversations/{conversation}/messages", new { author = new { type = "business" }, content = new { type = "text", text = "hello" } },
            TestContext.Current.CancellationToken);
        Assert.True(said.IsSuccessStatusCode);

        var (traceParent, body) = (await receiver.WaitAsync(1))[0];
        var call = await EndedAsync(ActivityKind.Client);
        var request = await EndedAsync(ActivityKind.Server);
        Assert.Equal($"00-{trace}-{call.SpanId}-01", traceParent);
        Assert.Equal(request.SpanId, call.ParentSpanId);
        Assert.DoesNotContain("traceparent", body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Webhook_of_a_request_without_a_trace_has_none()
    {
        await using var receiver = await TraceReceiver.StartAsync();
        await Hooks.IntegrateAsync(server, receiver.Url, false, "conversation:message");
        var conversation = (await Chat.Of(server).GroupAsync()).Id;

        await Hooks.SayAsync(server, conversation, "hello");

        Assert.Equal("", (await receiver.WaitAsync(1))[0].TraceParent);
    }

    private async Task<Activity> EndedAsync(ActivityKind kind)
    {
        Activity? found = null;
        await Uploads.WaitAsync(() => (found = ended.FirstOrDefault(activity => activity.Kind == kind)) is not null, () => $"No activity of kind {kind} has ended.");
        return found!;
    }
}
