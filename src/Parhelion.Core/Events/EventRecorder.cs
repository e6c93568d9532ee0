using System.Text;
using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Events;

/// <summary>Records events for the webhooks of an app. Each event is stored by the transaction that causes the event. The event is therefore stored if and only
/// if this transaction is committed.</summary>
public sealed class EventRecorder(TimeProvider clock)
{
    /// <summary>Raised after a commit that may have recorded events, which can be delivered now.</summary>
    public event Action? Raised;

    /// <summary>Records an event for every webhook that subscribes to its type; returns the number of these webhooks.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="appId">The app in which the event happens.</param>
    /// <param name="type">One of <see cref="EventTypes"/>.</param>
    /// <param name="stream">The id of the record that the event is about. The events of one stream, such as a conversation or a user, are delivered in
    /// order.</param>
    /// <param name="payload">Creates the payload; called only if a webhook subscribes.</param>
    /// <param name="uploadStream">The stream in which the upload of the attachment that the event is about may wait. While an upload waits there, the event joins
    /// that stream, so that no webhook learns of a deletion before the upload. <c>null</c>: none.</param>
    public async ValueTask<int> RaiseAsync(DatabaseSession session, string appId, string type, string stream, Func<JsonObject> payload, string? uploadStream = null)
    {
        var webhooks = await WebhookTable.SubscribedAsync(session, appId, type);
        if (webhooks.Count > 0 && uploadStream is not null && await WebhookDeliveryTable.HasTypeAsync(session, uploadStream, EventTypes.AttachmentCreate)) stream = uploadStream;
        return await InsertAsync(session, webhooks, type, stream, payload);
    }

    /// <summary>Records an event of a conversation for every webhook that subscribes to its type, except those of integrations that are on standby and do not
    /// want events then; returns the number of these webhooks.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="conversation">The conversation after the change. Its active and its pending switchboard integration are not on standby.</param>
    /// <param name="type">One of <see cref="EventTypes"/>.</param>
    /// <param name="payload">Creates the payload; called only if a webhook subscribes.</param>
    /// <param name="others">More switchboard integrations that get the event, such as those that lose control by it; <c>null</c> stands for nobody.</param>
    public async ValueTask<int> RaiseAsync(
        DatabaseSession session, ConversationRow conversation, string type, Func<JsonObject> payload, params IEnumerable<SwitchboardIntegrationReference?> others)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var involved = others.Append(conversation.Active).Append(conversation.Pending).OfType<SwitchboardIntegrationReference>();
        var webhooks = await WebhookTable.SubscribedToConversationAsync(session, conversation.AppId, type, involved);
        return await InsertAsync(session, webhooks, type, conversation.Id, payload);
    }

    /// <summary>Raises <see cref="Raised"/>. Call this after the commit of a transaction that may have recorded events.</summary>
    public void Announce() => Raised?.Invoke();

    private async ValueTask<int> InsertAsync(DatabaseSession session, List<string> webhooks, string type, string stream, Func<JsonObject> payload)
    {
        if (webhooks.Count == 0) return 0;
        var waiting = new string?[webhooks.Count];
        for (var i = 0; i < waiting.Length; i++) waiting[i] = await WebhookDeliveryTable.LastEventIdAsync(session, webhooks[i], stream);
        // Another node, whose clock may differ, may have recorded the previous event.
        var eventId = ObjectId.NewAfter(clock, waiting.Max(StringComparer.Ordinal));
        var (text, now) = (WireJson.Text(EventTraceContext.Attach(payload())), clock.GetUtcNow());
        await EventPayloadTable.InsertAsync(session, stream, eventId, text);
        for (var i = 0; i < waiting.Length; i++)
        {
            var row = new WebhookDeliveryRow(webhooks[i], stream, eventId, type, Encoding.UTF8.GetByteCount(text), now);
            await WebhookDeliveryTable.InsertAsync(session, row, isFirst: waiting[i] is null);
        }

        return waiting.Length;
    }
}
