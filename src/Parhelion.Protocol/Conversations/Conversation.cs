using System.Text.Json;

namespace Parhelion;

/// <summary>A conversation between users and the business.</summary>
public sealed record Conversation
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Type of the conversation: one of <see cref="ConversationTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The switchboard integration that is in control of the conversation; <c>null</c> if none is.</summary>
    public SwitchboardIntegrationReference? ActiveSwitchboardIntegration { get; init; }

    /// <summary>The switchboard integration that was offered control and has not accepted it yet; <c>null</c>: none.</summary>
    public SwitchboardIntegrationReference? PendingSwitchboardIntegration { get; init; }

    /// <summary>Whether this is the first personal conversation of its user. It cannot be deleted.</summary>
    public required bool IsDefault { get; init; }

    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Description, 1 to 100 characters.</summary>
    public string? Description { get; init; }

    /// <summary>URL of the icon, 1 to 2048 characters. The server stores it and never fetches it.</summary>
    public string? IconUrl { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Time at which the business last read the conversation.</summary>
    public DateTimeOffset? BusinessLastRead { get; init; }

    /// <summary>Time of the last message, or of creation if there is none.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>Time of creation.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
