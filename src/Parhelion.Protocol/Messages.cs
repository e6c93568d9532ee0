using System.Text.Json;

namespace Parhelion.Protocol;

/// <summary>A message of a conversation.</summary>
public sealed record Message
{
    /// <summary>24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>When the server received it.</summary>
    public required DateTimeOffset Received { get; init; }

    /// <summary>Who wrote it.</summary>
    public required Author Author { get; init; }

    /// <summary>What it says: an object whose <c>type</c> is one of <see cref="ContentTypes"/>, as it was sent, with the fields of media filled in.</summary>
    public required JsonElement Content { get; init; }

    /// <summary>Where it came from.</summary>
    public required MessageSource Source { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary><see cref="Content"/>, typed by what it is.</summary>
    /// <exception cref="JsonException">A field of it has another type than the API gives it.</exception>
    public MessageContent ReadContent() => MessageContent.Parse(Content);
}

/// <summary>Who wrote a message.</summary>
public sealed record Author
{
    /// <summary>One of <see cref="AuthorTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>At most one: <c>AI</c> or <c>activity</c>.</summary>
    public IReadOnlyList<string>? Subtypes { get; init; }

    /// <summary>Id of the user who wrote it; for users only.</summary>
    public string? UserId { get; init; }

    /// <summary>The user's external id, instead of <see cref="UserId"/>. Never answered.</summary>
    public string? UserExternalId { get; init; }

    /// <summary>Brand of the user that <see cref="UserExternalId"/> names. Never answered.</summary>
    public string? BrandId { get; init; }

    /// <summary>Name to show.</summary>
    public string? DisplayName { get; init; }

    /// <summary>A URL of at most 2048 characters.</summary>
    public string? AvatarUrl { get; init; }

    /// <summary>On behalf of the business.</summary>
    public static Author OfBusiness() => new() { Type = AuthorTypes.Business };

    /// <summary>A user, by id.</summary>
    public static Author OfUser(string userId) => new() { Type = AuthorTypes.User, UserId = userId };
}

/// <summary>Types of authors.</summary>
public static class AuthorTypes
{
    /// <summary>On behalf of the business.</summary>
    public const string Business = "business";

    /// <summary>An end user.</summary>
    public const string User = "user";
}

/// <summary>Types of content.</summary>
public static class ContentTypes
{
    /// <summary>Text, with or without actions.</summary>
    public const string Text = "text";

    /// <summary>A file, by its media URL.</summary>
    public const string File = "file";

    /// <summary>An image, by its media URL.</summary>
    public const string Image = "image";

    /// <summary>Items side by side.</summary>
    public const string Carousel = "carousel";

    /// <summary>Items one below another.</summary>
    public const string List = "list";

    /// <summary>Fields to fill in.</summary>
    public const string Form = "form";

    /// <summary>Fields that were filled in.</summary>
    public const string FormResponse = "formResponse";

    /// <summary>Coordinates.</summary>
    public const string Location = "location";

    /// <summary>A template of a channel.</summary>
    public const string Template = "template";
}

/// <summary>Where a message came from.</summary>
/// <param name="Type">The channel; <see cref="Api"/> for what was posted here.</param>
public sealed record MessageSource(string Type)
{
    /// <summary>Posted through the API.</summary>
    public const string Api = "api:conversations";
}

/// <summary>Body of <c>POST …/messages</c>.</summary>
public sealed record MessagePostBody
{
    /// <summary>Who writes it.</summary>
    public required Author Author { get; init; }

    /// <summary>What it says: an object whose <c>type</c> is one of <see cref="ContentTypes"/>. A <see cref="MessageContent"/> may stand here.</summary>
    public required JsonElement Content { get; init; }

    /// <summary>Where to deliver it. Checked and passed over: there are no channels here.</summary>
    public MessageDestination? Destination { get; init; }

    /// <summary>Flat object, at most 4096 bytes as JSON.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>Where to deliver a message: exactly one of the two.</summary>
public sealed record MessageDestination
{
    /// <summary>Id of an integration.</summary>
    public string? IntegrationId { get; init; }

    /// <summary>Type of an integration.</summary>
    public string? IntegrationType { get; init; }
}

/// <summary>The messages that one post made; normally one.</summary>
public sealed record MessagePostResponse(IReadOnlyList<Message> Messages);

/// <summary>One page of messages, oldest first; the last page of the conversation unless a cursor says otherwise.</summary>
public sealed record MessageListResponse(IReadOnlyList<Message> Messages, PageMeta Meta, PageLinks? Links);

/// <summary>Body of <c>POST …/activity</c>.</summary>
public sealed record ActivityPostBody
{
    /// <summary>Who is active. A user can only read.</summary>
    public required Author Author { get; init; }

    /// <summary>One of <see cref="ActivityTypes"/>.</summary>
    public required string Type { get; init; }
}

/// <summary>Types of activities.</summary>
public static class ActivityTypes
{
    /// <summary>The author has read the conversation.</summary>
    public const string Read = "conversation:read";

    /// <summary>The business begins to type.</summary>
    public const string TypingStart = "typing:start";

    /// <summary>The business has stopped typing.</summary>
    public const string TypingStop = "typing:stop";
}
