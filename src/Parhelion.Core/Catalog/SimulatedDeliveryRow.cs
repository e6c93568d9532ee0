namespace Parhelion.Core.Catalog;

/// <summary>
/// Represents a row of the table <c>simulated_deliveries</c>. Each row records a message that would go to a user over a channel, such as WhatsApp. The server
/// never calls a channel. The server stores this record instead.
/// </summary>
public sealed record SimulatedDeliveryRow
{
    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the app.</summary>
    public required string AppId { get; init; }

    /// <summary>Id of the integration that stands for the channel.</summary>
    public required string IntegrationId { get; init; }

    /// <summary>Type of the integration; empty in a row that is inserted.</summary>
    public string IntegrationType { get; init; } = "";

    /// <summary>Id of the user on the channel; <c>null</c> if it has none, and in a row that is inserted.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Id of the conversation.</summary>
    public required string ConversationId { get; init; }

    /// <summary>Id of the user who gets the message.</summary>
    public required string UserId { get; init; }

    /// <summary>Id of the client that the message would have been delivered to; <c>null</c> if that is not known.</summary>
    public string? ClientId { get; init; }

    /// <summary>Id of the message.</summary>
    public required string MessageId { get; init; }

    /// <summary>One of <see cref="DeliveryStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Why the delivery failed, a JSON object; <c>null</c> if it did not fail.</summary>
    public string? Error { get; init; }

    /// <summary>When the message was posted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
