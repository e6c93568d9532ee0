namespace Parhelion;

/// <summary>A message of the business that would have been sent to a channel. An extension of Parhelion.</summary>
public sealed record SimulatedDelivery
{
    /// <summary>Id: 24 lower-case hexadecimal characters. Later deliveries have greater ids.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the integration that stands for the channel.</summary>
    public required string IntegrationId { get; init; }

    /// <summary>Type of the integration, such as <c>whatsapp</c>.</summary>
    public required string IntegrationType { get; init; }

    /// <summary>Id of the user who gets the message.</summary>
    public required string UserId { get; init; }

    /// <summary>Id of the user on the channel, such as a phone number; absent if it has none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Id of the conversation.</summary>
    public required string ConversationId { get; init; }

    /// <summary>The message.</summary>
    public required Message Message { get; init; }

    /// <summary>How far the message came: one of <see cref="DeliveryStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Why the delivery failed; absent if it did not fail.</summary>
    public DeliveryError? Error { get; init; }

    /// <summary>When the message was posted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
