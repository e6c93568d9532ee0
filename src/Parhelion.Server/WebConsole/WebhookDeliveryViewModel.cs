using Parhelion.Core.Catalog;
using Parhelion.Core.Webhooks;
using Parhelion.Server.Webhooks;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// One event for a webhook and the attempts to deliver the event, for the pages of the web console. A waiting event comes from the queue of the webhook. The
/// attempts and all other events come from the <c>WebhookJournal</c> of this node.
/// </summary>
/// <param name="Row">The event.</param>
/// <param name="Waiting">The event in the queue; <c>null</c> if the event does not wait any more.</param>
/// <param name="Calls">The delivery attempts that this node remembers, newest first.</param>
public sealed record WebhookDeliveryViewModel(WebhookDeliveryRow Row, WaitingWebhookDelivery? Waiting, IReadOnlyList<WebhookCallRecord> Calls)
{
    /// <summary>The states that the filter offers, and their names.</summary>
    public static readonly IReadOnlyList<(string Value, string Text)> States = [("waiting", Texts.StateWaiting), ("delivered", Texts.StateDelivered), ("failed", Texts.StateFailed)];

    /// <summary>Number of attempts so far.</summary>
    public long Attempts => Math.Max(Waiting?.Row.Attempts ?? 0, Calls.Count > 0 ? Calls.Max(call => call.Delivery.Attempts) + 1 : 0);

    /// <summary>The value of one of <see cref="States"/>.</summary>
    public string State => Waiting is not null ? "waiting" : Calls is [{ Outcome: DeliveryOutcome.Delivered }, ..] ? "delivered" : "failed";

    /// <summary>Whether a text of a request is the value of a state.</summary>
    public static bool IsState(string? text) => States.Any(state => state.Value == text);

    /// <summary>Joins what waits with what is remembered, newest first.</summary>
    public static IEnumerable<WebhookDeliveryViewModel> Join(IReadOnlyList<WaitingWebhookDelivery> waiting, IReadOnlyList<WebhookCallRecord> calls)
    {
        var byEvent = calls.GroupBy(call => (call.Delivery.Stream, call.Delivery.EventId)).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var one in waiting)
        {
            byEvent.Remove((one.Row.Stream, one.Row.EventId), out var known);
            yield return new WebhookDeliveryViewModel(one.Row, one, known ?? []);
        }

        foreach (var known in byEvent.Values) yield return new WebhookDeliveryViewModel(known[0].Delivery, null, known);
    }

    /// <summary>Why a call got no answer, in words; <c>null</c> if it got one.</summary>
    public static string? WordsOf(WebhookFault? fault) => fault switch
    {
        null => null,
        WebhookFault.Timeout => Texts.FaultTimeout.With(WebhookSender.TimeLimit.TotalSeconds),
        WebhookFault.PrivateTarget => Texts.FaultPrivateTarget,
        WebhookFault.UnknownHost => Texts.FaultUnknownHost,
        WebhookFault.Tls => Texts.FaultTls,
        WebhookFault.Unreachable => Texts.FaultUnreachable,
        _ => Texts.FaultBroken,
    };

    /// <summary>What became of the event, in words.</summary>
    public string Words => this switch
    {
        { Waiting: { Row.Attempts: 0, DueAt: null } } => Texts.DeliveryBehind,
        { Waiting.Row.Attempts: 0 } => Texts.DeliveryWaits,
        { Waiting: not null } => Texts.DeliveryRetried,
        { Calls: [{ Outcome: DeliveryOutcome.Delivered }, ..] } => Texts.DeliveryDelivered,
        { Calls: [{ Outcome: DeliveryOutcome.Refused }, ..] } => Texts.DeliveryRefused,
        _ when Attempts >= WebhookOutbox.MaxAttempts => Texts.DeliveryGivenUp,
        _ => Texts.DeliveryNoMore,
    };
}
