using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion.Cli.Receiving;

/// <summary>Takes events out of the calls to a webhook. Calls with a wrong secret are refused, and repeated events are left out.</summary>
/// <param name="secret">The secret of the webhook; <c>null</c> to accept every call.</param>
/// <param name="tell">Receives each event once. If it throws, the event counts as not received, and the caller of the webhook repeats it.</param>
internal sealed class EventReceiver(string? secret, Action<WebhookEvent> tell)
{
    private const int Remembered = 10_000;

    private readonly Lock gate = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>Returns the status of the response.</summary>
    public int Handle(ReceivedRequest request)
    {
        if (request.Method != "POST") return 405;
        if (secret is not null && !WebhookRequest.Verify(request.Body.Span, request.Headers.GetValueOrDefault, secret)) return 401;
        try
        {
            var delivery = JsonSerializer.Deserialize(request.Body.Span, ProtocolJson.Default.WebhookDelivery);
            if (delivery?.Events is null || delivery.Events.Any(received => received is null)) return 400;
            lock (gate)
            {
                foreach (var received in delivery.Events.Where(received => !seen.Contains(received.Id)))
                {
                    tell(received);
                    Remember(received.Id);
                }
            }

            return 200;
        }
        catch (JsonException)
        {
            return 400;
        }
    }

    private void Remember(string id)
    {
        seen.Add(id);
        order.Enqueue(id);
        if (order.Count > Remembered) seen.Remove(order.Dequeue());
    }
}
