namespace Parhelion;

/// <summary>The values of <see cref="SimulatedDelivery.Status"/>: how far a message came.</summary>
public static class DeliveryStatuses
{
    /// <summary>The message was recorded. Nobody has said what becomes of it.</summary>
    public const string Sent = "sent";

    /// <summary>The channel has accepted the message.</summary>
    public const string Channel = "channel";

    /// <summary>The message has reached the user.</summary>
    public const string User = "user";

    /// <summary>The message could not be delivered.</summary>
    public const string Failure = "failure";
}
