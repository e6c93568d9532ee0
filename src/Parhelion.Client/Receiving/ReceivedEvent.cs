using System.Text.Json;

namespace Parhelion;

/// <summary>Base of the events that a webhook receives. Events of types that this version does not know are <see cref="OtherEvent"/>.</summary>
public abstract record ReceivedEvent
{
    private protected ReceivedEvent()
    {
    }

    /// <summary>Id: 24 lower-case hexadecimal characters. A repeated delivery has the same id, so that the receiver can discard duplicates.</summary>
    public string Id { get; init; } = "";

    /// <summary>Type of the event: one of <see cref="EventTypes"/>, or another one.</summary>
    public string Type { get; init; } = "";

    /// <summary>Time of the event.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The payload as JSON.</summary>
    public JsonElement Payload { get; init; }
}
