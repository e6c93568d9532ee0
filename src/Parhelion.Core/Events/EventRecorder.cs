using System.Text;
using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Events;

/// <summary>What happens is told to the webhooks of the app: written down in the transaction that causes it, so that nothing is told that did
/// not happen, and nothing that happened is lost.</summary>
public sealed class EventRecorder(TimeProvider clock)
{
    /// <summary>Called when there is something to deliver.</summary>
    public event Action? Raised;

    /// <summary>Writes an event down for every webhook that is called for its type; how many they are.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="appId">The app in which it happens.</param>
    /// <param name="type">One of <see cref="Protocol.EventTypes"/>.</param>
    /// <param name="stream">What it is about: events of one conversation, or of one user, are delivered in their order.</param>
    /// <param name="payload">What to tell; asked for only when somebody listens.</param>
    public async ValueTask<int> RaiseAsync(DatabaseSession session, string appId, string type, string stream, Func<JsonObject> payload)
    {
        var webhooks = await WebhookTable.SubscribedAsync(session, appId, type);
        if (webhooks.Count == 0) return 0;
        var waiting = new string?[webhooks.Count];
        for (var i = 0; i < waiting.Length; i++) waiting[i] = await WebhookDeliveryTable.LastEventIdAsync(session, webhooks[i], stream);
        // Another node may have raised the one before, by another clock.
        var eventId = ObjectId.NewAfter(clock, waiting.Max(StringComparer.Ordinal));
        var (text, now) = (WireJson.Text(payload()), clock.GetUtcNow());
        await EventPayloadTable.InsertAsync(session, stream, eventId, text);
        for (var i = 0; i < waiting.Length; i++)
        {
            var row = new WebhookDeliveryRow(webhooks[i], stream, eventId, type, Encoding.UTF8.GetByteCount(text), now);
            await WebhookDeliveryTable.InsertAsync(session, row, isFirst: waiting[i] is null);
        }

        return waiting.Length;
    }

    /// <summary>Says that a transaction which may have raised events is committed.</summary>
    public void Announce() => Raised?.Invoke();
}
