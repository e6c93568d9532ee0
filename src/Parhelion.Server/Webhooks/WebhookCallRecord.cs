using Parhelion.Core.Catalog;

namespace Parhelion.Server.Webhooks;

/// <summary>Records one attempt to deliver an event to a webhook: the request, the answer and the outcome.</summary>
/// <param name="AppId">The app of the webhook.</param>
/// <param name="Delivery">The event, with the number of attempts that failed before.</param>
/// <param name="StoredPayload">The payload as it was recorded, with ids in place of data that may be deleted; <c>null</c> if there was no payload.</param>
/// <param name="Headers">The header fields of the request, one in a line, without the secret.</param>
/// <param name="At">When the attempt ended.</param>
/// <param name="Duration">How long the attempt took.</param>
/// <param name="Outcome">The outcome of the attempt.</param>
/// <param name="Status">Status of the answer; <c>null</c> if there was no answer.</param>
/// <param name="Fault">Why there was no answer; <c>null</c> if there was one.</param>
/// <param name="Answer">The beginning of the answer, at most 1 KiB.</param>
public sealed record WebhookCallRecord(
    string AppId, WebhookDeliveryRow Delivery, string? StoredPayload, string Headers, DateTimeOffset At, TimeSpan Duration, DeliveryOutcome Outcome, int? Status, WebhookFault? Fault, string Answer)
{
    // Of the objects and the short texts.
    private const int FixedBytes = 512;

    /// <summary>About how much memory this takes.</summary>
    public int Bytes => FixedBytes + (sizeof(char) * ((StoredPayload?.Length ?? 0) + Headers.Length + Answer.Length));
}
