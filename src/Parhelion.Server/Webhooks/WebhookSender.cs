using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Core.Telemetry;
using Parhelion.Core.Webhooks;
using Parhelion.Protocol;

namespace Parhelion.Server.Webhooks;

/// <summary>Posts events to webhooks. For a new connection, the sender resolves the host name of the webhook, checks the addresses, and connects to one of the
/// checked addresses. The sender follows no redirects, because the URL of a redirect is not checked.</summary>
internal sealed class WebhookSender(Core.Webhooks.WebhookService webhookDirectory, PrivateAddressPolicy policy, WebhookMetrics metrics, TimeProvider clock, ILogger<WebhookSender> log, WebhookJournal? journal = null) : IDisposable
{
    /// <summary>Request header with the secret of the webhook.</summary>
    public const string SecretHeader = "X-API-Key";

    private const string TraceParentHeader = "traceparent";

    private const int AnswerBytes = 1024;

    /// <summary>How long a call waits for the beginning of an answer.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);

    // An answer that dribbles in must not keep other events waiting.
    private static readonly TimeSpan AnswerTimeLimit = TimeSpan.FromSeconds(1);

    // Created at the first call, because most servers have no webhooks.
    private HttpMessageInvoker? http;
    private int isLogged;

    /// <summary>Posts an event to a webhook, with a timeout of 20 seconds. The call continues the trace of the request that caused the event.</summary>
    /// <param name="call">The webhook and the payload.</param>
    /// <param name="delivery">The event.</param>
    /// <param name="payload">The payload of <paramref name="call"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The outcome of the attempt.</returns>
    public async Task<DeliveryOutcome> SendAsync(PendingWebhookCall call, WebhookDeliveryRow delivery, JsonObject payload, CancellationToken cancellationToken)
    {
        using var activity = Tracing.Continue("call webhook", ActivityKind.Client, call.TraceParent);
        var begun = clock.GetTimestamp();
        var outcome = await PostAsync(call, delivery, payload, cancellationToken);
        metrics.Called(outcome, clock.GetElapsedTime(begun));
        if (outcome != DeliveryOutcome.Delivered) activity?.SetStatus(ActivityStatusCode.Error);
        return outcome;
    }

    public void Dispose() => http?.Dispose();

    private async Task<DeliveryOutcome> PostAsync(PendingWebhookCall call, WebhookDeliveryRow delivery, JsonObject payload, CancellationToken cancellationToken)
    {
        var webhook = call.Webhook;
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Target) { Content = Body(webhook, delivery, payload) };
        request.Headers.TryAddWithoutValidation(SecretHeader, webhookDirectory.SecretOf(webhook));
        // The trace is passed on also while nobody listens.
        if ((Activity.Current?.Id ?? call.TraceParent) is { } traceParent) request.Headers.TryAddWithoutValidation(TraceParentHeader, traceParent);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Parhelion", null));
        var begun = clock.GetTimestamp();
        try
        {
            using var response = await LazyInitializer.EnsureInitialized(ref http, MakeHttp).SendAsync(request, both.Token);
            var outcome = Judge(response.StatusCode);
            if (journal is not null) journal.Add(Describe(outcome, (int)response.StatusCode, null, await BeginningOfAsync(response, both.Token)));
            return outcome;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            journal?.Add(Describe(DeliveryOutcome.Failed, null, FaultOf(e), ""));
            return DeliveryOutcome.Failed;
        }

        WebhookCallRecord Describe(DeliveryOutcome outcome, int? status, WebhookFault? fault, string answer) =>
            new(webhook.AppId, delivery, call.StoredPayload, HeadersOf(request), clock.GetUtcNow(), clock.GetElapsedTime(begun), outcome, status, fault, answer);
    }

    /// <summary>Returns the body of a call, as JSON.</summary>
    public static byte[] BodyOf(WebhookRow webhook, WebhookDeliveryRow delivery, JsonObject payload) => WireJson.Bytes(
        new WebhookDelivery(
            new WebhookDeliveryApp(webhook.AppId),
            new WebhookDeliveryWebhook(webhook.Id, Webhook.CurrentVersion),
            [new WebhookEvent { Id = delivery.EventId, Type = delivery.Type, CreatedAt = delivery.CreatedAt, Payload = JsonSerializer.SerializeToElement(payload, ProtocolJson.Default.JsonObject) }]),
        ProtocolJson.Default.WebhookDelivery);

    // The secret is not shown.
    private static string HeadersOf(HttpRequestMessage request) => string.Join('\n', request.Headers.NonValidated.Concat(request.Content!.Headers.NonValidated)
        .Select(header => $"{header.Key}: {(header.Key == SecretHeader ? "(not shown)" : header.Value.ToString())}"));

    // What has arrived in time, at most 1 KiB.
    private static async Task<string> BeginningOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var (buffer, length) = (new byte[AnswerBytes], 0);
        using var limit = new CancellationTokenSource(AnswerTimeLimit, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(both.Token);
            while (length < buffer.Length && await body.ReadAsync(buffer.AsMemory(length), both.Token) is > 0 and var read) length += read;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The status has decided already.
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static WebhookFault FaultOf(Exception fault) => fault switch
    {
        OperationCanceledException => WebhookFault.Timeout,
        PrivateTargetException or { InnerException: PrivateTargetException } => WebhookFault.PrivateTarget,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } or { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => WebhookFault.UnknownHost,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => WebhookFault.Tls,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => WebhookFault.Unreachable,
        _ => WebhookFault.Broken,
    };

    private HttpMessageInvoker MakeHttp() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        // It would name an activity of its own, which no collector gets.
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = 64,
        MaxConnectionsPerServer = 8,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = ConnectAsync,
    });

    private static DeliveryOutcome Judge(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => DeliveryOutcome.Delivered,
        400 or 401 or 403 or 404 or 406 => DeliveryOutcome.Refused,
        _ => DeliveryOutcome.Failed,
    };

    private static ByteArrayContent Body(WebhookRow webhook, WebhookDeliveryRow delivery, JsonObject payload)
    {
        var content = new ByteArrayContent(BodyOf(webhook, delivery, payload));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return content;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = policy.AllowsPrivateTargets ? addresses : [.. addresses.Where(PublicAddressRules.IsPublic)];
        if (allowed.Length == 0 && addresses.Length > 0 && Interlocked.Exchange(ref isLogged, 1) == 0) log.PrivateTarget();
        if (allowed.Length == 0) throw new PrivateTargetException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class PrivateTargetException() : HttpRequestException("The target of a webhook has no address that may be called.");
}
