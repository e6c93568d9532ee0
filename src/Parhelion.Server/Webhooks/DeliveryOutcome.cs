namespace Parhelion.Server.Webhooks;

/// <summary>The outcome of one attempt to deliver an event to a webhook.</summary>
public enum DeliveryOutcome
{
    /// <summary>The webhook answered with a status 2xx.</summary>
    Delivered,

    /// <summary>The webhook refused the event with status 400, 401, 403, 404 or 406. The delivery is not retried.</summary>
    Refused,

    /// <summary>The webhook answered with any other status, or not at all. The delivery is retried.</summary>
    Failed,
}
