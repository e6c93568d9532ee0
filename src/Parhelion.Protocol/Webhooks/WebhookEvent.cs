using System.Text.Json;

namespace Parhelion;

/// <summary>One event in a <see cref="WebhookDelivery"/>.</summary>
public sealed record WebhookEvent
{
    /// <summary>Id: 24 lower-case hexadecimal characters. A repeated delivery has the same id, so that the receiver can discard duplicates.</summary>
    public required string Id { get; init; }

    /// <summary>Type of the event: one of <see cref="EventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Time of the event.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The objects of the event. Their names depend on <see cref="Type"/>; <see cref="EventTypes"/> lists them.</summary>
    public required JsonElement Payload { get; init; }
}
