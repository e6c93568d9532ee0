using System.Text.Json;

namespace Parhelion;

/// <summary>The conversation of an event. If it was deleted before the event was sent, only the id, the type and the
/// switchboard integrations are there.</summary>
public sealed record EventConversation
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Type of the conversation: one of <see cref="ConversationTypes"/>.</summary>
    public string? Type { get; init; }

    /// <summary>The metadata of the conversation.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>The switchboard integration that was in control when the event happened; <c>null</c>: none.</summary>
    public SwitchboardIntegrationReference? ActiveSwitchboardIntegration { get; init; }

    /// <summary>The switchboard integration that was offered control when the event happened; <c>null</c>: none.</summary>
    public SwitchboardIntegrationReference? PendingSwitchboardIntegration { get; init; }
}
