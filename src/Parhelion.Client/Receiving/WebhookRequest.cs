using System.Buffers;
using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>A request that a webhook receives: one or more events. Verify it before you trust it: anybody can post to your URL.</summary>
/// <example><code>
/// app.MapPost("/hook", async (HttpRequest request, CancellationToken token) =>
/// {
///     var hook = await WebhookRequest.ReadAsync(request.Body, name => request.Headers[name], secret, cancellationToken: token);
///     if (hook is null) return Results.Unauthorized();
///     foreach (var happened in hook.Events)
///     {
///         if (happened is ConversationMessageEvent posted) Console.WriteLine(posted.Message.Id);
///     }
///
///     return Results.Ok();
/// });
/// </code></example>
public sealed record WebhookRequest
{
    /// <summary>Request header with the secret of the webhook.</summary>
    public const string ApiKeyHeader = "X-API-Key";

    /// <summary>Request header with the time and the signature of the body: <c>t=…,v1=…</c>. An extension of Parhelion.</summary>
    public const string SignatureHeader = "X-Parhelion-Signature";

    /// <summary>Id of the app of the events.</summary>
    public required string AppId { get; init; }

    /// <summary>Id of the webhook that is called.</summary>
    public required string WebhookId { get; init; }

    /// <summary>The events, in the order in which they happened. A repeated delivery has the same ids.</summary>
    public required IReadOnlyList<ReceivedEvent> Events { get; init; }

    /// <summary>Reads a request, verifies it and parses it.</summary>
    /// <param name="body">The body of the request. At most <see cref="WebhookVerification.MaxBytes"/> are read.</param>
    /// <param name="header">Returns the value of a request header; <c>null</c> or an empty text if it is absent.</param>
    /// <param name="secret">Secret of the webhook: <see cref="Webhook.Secret"/>.</param>
    /// <param name="verification">What to ask of the request. Optional.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The request; <c>null</c> if it is not genuine: answer it with 401.</returns>
    /// <exception cref="InvalidDataException">The body is larger than <see cref="WebhookVerification.MaxBytes"/>.</exception>
    /// <exception cref="JsonException">The body is genuine, but not the JSON of a delivery.</exception>
    public static async Task<WebhookRequest?> ReadAsync(
        Stream body, Func<string, string?> header, string secret, WebhookVerification? verification = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(header);
        verification ??= new WebhookVerification();
        var bytes = await ReadAsync(body, verification.MaxBytes, cancellationToken).ConfigureAwait(false);
        return Verify(bytes.Span, header, secret, verification) ? Parse(bytes.Span) : null;
    }

    /// <summary>Verifies the secret and the signature of a request, in constant time. Every one of the two headers that is there must be right, and
    /// at least one must be there.</summary>
    /// <param name="body">The body exactly as it was received.</param>
    /// <param name="header">Returns the value of a request header; <c>null</c> or an empty text if it is absent.</param>
    /// <param name="secret">Secret of the webhook: <see cref="Webhook.Secret"/>.</param>
    /// <param name="verification">What to ask of the request. Optional.</param>
    public static bool Verify(ReadOnlySpan<byte> body, Func<string, string?> header, string secret, WebhookVerification? verification = null)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentException.ThrowIfNullOrEmpty(secret);
        return (verification ?? new WebhookVerification()).Accepts(body, header(ApiKeyHeader), header(SignatureHeader), secret);
    }

    /// <summary>Parses the body of a request without verifying it.</summary>
    /// <param name="body">The body as UTF-8.</param>
    /// <exception cref="JsonException">It is not the JSON of a delivery.</exception>
    public static WebhookRequest Parse(ReadOnlySpan<byte> body)
    {
        var delivery = JsonSerializer.Deserialize(body, ProtocolJson.Default.WebhookDelivery);
        if (delivery is not { App.Id: not null, Webhook.Id: not null, Events: { } events } || events.Any(happened => happened is null)) throw new JsonException("The body is not a delivery of events.");
        return new WebhookRequest { AppId = delivery.App.Id, WebhookId = delivery.Webhook.Id, Events = [.. events.Select(EventReader.Read)] };
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            // One byte more than allowed shows that there is more.
            var free = buffer.GetMemory(4096);
            var count = await body.ReadAsync(free[..(int)Math.Min(free.Length, maxBytes + 1L - buffer.WrittenCount)], cancellationToken).ConfigureAwait(false);
            if (count == 0) return buffer.WrittenMemory;
            buffer.Advance(count);
            if (buffer.WrittenCount > maxBytes) throw new InvalidDataException($"The body of the webhook request is larger than {maxBytes} bytes.");
        }
    }
}
