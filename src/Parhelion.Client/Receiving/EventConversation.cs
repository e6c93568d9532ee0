using System.Text.Json;

namespace Parhelion;

/// <summary>The conversation of an event. If it was deleted before the event was sent, only the id and the type are there.</summary>
public sealed record EventConversation
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Type of the conversation: one of <see cref="ConversationTypes"/>.</summary>
    public string? Type { get; init; }

    /// <summary>The metadata of the conversation.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
