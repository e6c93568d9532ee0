using System.Text.Json;

namespace Parhelion;

/// <summary>Body of <c>POST …/conversations</c>.</summary>
public sealed record ConversationCreateBody
{
    /// <summary>Type of the conversation: one of <see cref="ConversationTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The first participants: exactly one for <c>personal</c>, at most ten for <c>sdkGroup</c>.</summary>
    public IReadOnlyList<ParticipantJoinBody>? Participants { get; init; }

    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Description, 1 to 100 characters.</summary>
    public string? Description { get; init; }

    /// <summary>URL of the icon, 1 to 2048 characters.</summary>
    public string? IconUrl { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
