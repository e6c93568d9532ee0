namespace Parhelion.Server.Webhooks;

/// <summary>The outcome of one attempt to deliver an event to a webhook.</summary>
internal enum DeliveryOutcome
{
    /// <summary>The webhook answered 2xx.</summary>
    Delivered,

    /// <summary>The webhook refused the event (400, 401, 403, 404 or 406). It is not retried.</summary>
    Refused,

    /// <summary>Any other status, or no response. The event is retried.</summary>
    Failed,
}
