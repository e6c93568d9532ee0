using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion.Protocol;

/// <summary>A conversation between users and the business.</summary>
public sealed record Conversation
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Type of the conversation: one of <see cref="ConversationTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Whether this is the first personal conversation of its user. It cannot be deleted.</summary>
    public required bool IsDefault { get; init; }

    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Description, 1 to 100 characters.</summary>
    public string? Description { get; init; }

    /// <summary>URL of the icon, 1 to 2048 characters. The server stores it and never fetches it.</summary>
    public string? IconUrl { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Protocol.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Time at which the business last read the conversation.</summary>
    public DateTimeOffset? BusinessLastRead { get; init; }

    /// <summary>Time of the last message, or of creation if there is none.</summary>
    public required DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>Time of creation.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The values of <see cref="Conversation.Type"/>.</summary>
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

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Protocol.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>Body of <c>PATCH …/conversations/{conversationId}</c>. Fields that are left out keep their value.
/// An explicit <c>null</c> in the JSON unsets a field.</summary>
public sealed record ConversationUpdateBody
{
    /// <summary>Display name, 1 to 100 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Description, 1 to 100 characters.</summary>
    public string? Description { get; init; }

    /// <summary>URL of the icon, 1 to 2048 characters.</summary>
    public string? IconUrl { get; init; }

    /// <summary>Replaces the whole metadata.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>JSON names of the fields to unset, such as <c>displayName</c> or <c>metadata</c>.
    /// The client sends each as an explicit <c>null</c>.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? Unset { get; init; }
}

/// <summary>A response with one conversation.</summary>
public sealed record ConversationResponse(Conversation Conversation);

/// <summary>A response with one page of the conversations of a user, oldest first.</summary>
public sealed record ConversationListResponse(IReadOnlyList<Conversation> Conversations, PageMeta Meta, PageLinks? Links);
