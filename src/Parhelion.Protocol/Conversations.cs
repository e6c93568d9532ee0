using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion.Protocol;

/// <summary>A conversation: messages, and who takes part.</summary>
public sealed record Conversation
{
    /// <summary>24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="ConversationTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Whether it is the first personal conversation of its user, which cannot be deleted.</summary>
    public required bool IsDefault { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public string? Description { get; init; }

    /// <summary>A URL of 1 to 2048 characters. Stored, never fetched.</summary>
    public string? IconUrl { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>When the business last read it.</summary>
    public DateTimeOffset? BusinessLastRead { get; init; }

    /// <summary>When the last message came, or when the conversation was created.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Types of conversations.</summary>
public static class ConversationTypes
{
    /// <summary>One user and the business.</summary>
    public const string Personal = "personal";

    /// <summary>Several users and the business.</summary>
    public const string SdkGroup = "sdkGroup";
}

/// <summary>Body of <c>POST …/conversations</c>.</summary>
public sealed record ConversationCreateBody
{
    /// <summary>One of <see cref="ConversationTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Exactly one for <c>personal</c>, at most ten for <c>sdkGroup</c>.</summary>
    public IReadOnlyList<ParticipantJoinBody>? Participants { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public string? Description { get; init; }

    /// <summary>A URL of 1 to 2048 characters.</summary>
    public string? IconUrl { get; init; }

    /// <summary>Flat object, at most 4096 bytes as JSON.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>Body of <c>PATCH …/conversations/{conversationId}</c>. What is absent stays as it is; an explicit <c>null</c> on the wire unsets.</summary>
public sealed record ConversationUpdateBody
{
    /// <summary>1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>1 to 100 characters.</summary>
    public string? Description { get; init; }

    /// <summary>A URL of 1 to 2048 characters.</summary>
    public string? IconUrl { get; init; }

    /// <summary>Replaces the whole object.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Fields to unset, by their names on the wire: <c>displayName</c>, <c>metadata</c>. The client sends them as explicit <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? Unset { get; init; }
}

/// <summary>Answer that carries one conversation.</summary>
public sealed record ConversationResponse(Conversation Conversation);

/// <summary>One page of the conversations of a user, oldest first.</summary>
public sealed record ConversationListResponse(IReadOnlyList<Conversation> Conversations, PageMeta Meta, PageLinks? Links);
