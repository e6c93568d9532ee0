using System.Text.Json;

namespace Parhelion.Protocol;

/// <summary>A message of a conversation.</summary>
public sealed record Message
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Time at which the server received the message.</summary>
    public required DateTimeOffset Received { get; init; }

    /// <summary>The author of the message.</summary>
    public required Author Author { get; init; }

    /// <summary>The content as it was sent: an object whose <c>type</c> is one of <see cref="ContentTypes"/>. The server fills in the fields of
    /// media. <see cref="ReadContent"/> returns it typed.</summary>
    public required JsonElement Content { get; init; }

    /// <summary>The channel that the message came from.</summary>
    public required MessageSource Source { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Protocol.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Returns <see cref="Content"/> as a typed record, such as <see cref="TextContent"/> or <see cref="FileContent"/>.</summary>
    /// <exception cref="JsonException">A field has another type than the API defines.</exception>
    public MessageContent ReadContent() => MessageContent.Parse(Content);
}

/// <summary>The author of a message or of an activity.</summary>
public sealed record Author
{
    /// <summary>Type of the author: one of <see cref="AuthorTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Subtypes, at most one: <c>AI</c> or <c>activity</c>.</summary>
    public IReadOnlyList<string>? Subtypes { get; init; }

    /// <summary>Id of the user, if the author is a user.</summary>
    public string? UserId { get; init; }

    /// <summary>External id of the user, instead of <see cref="UserId"/>. For requests only; the server never returns it.</summary>
    public string? UserExternalId { get; init; }

    /// <summary>Id of the brand that <see cref="UserExternalId"/> belongs to. For requests only; the server never returns it.</summary>
    public string? BrandId { get; init; }

    /// <summary>Display name of the author.</summary>
    public string? DisplayName { get; init; }

    /// <summary>URL of the author's picture, at most 2048 characters.</summary>
    public string? AvatarUrl { get; init; }

    /// <summary>Creates an author that writes on behalf of the business.</summary>
    public static Author OfBusiness() => new() { Type = AuthorTypes.Business };

    /// <summary>Creates an author from the id of a user.</summary>
    public static Author OfUser(string userId) => new() { Type = AuthorTypes.User, UserId = userId };
}

/// <summary>The values of <see cref="Author.Type"/>.</summary>
public static class AuthorTypes
{
    /// <summary>Somebody who writes on behalf of the business.</summary>
    public const string Business = "business";

    /// <summary>An end user.</summary>
    public const string User = "user";
}

/// <summary>The values of <see cref="MessageContent.Type"/>.</summary>
public static class ContentTypes
{
    /// <summary>Text, with or without actions.</summary>
    public const string Text = "text";

    /// <summary>A file, by its media URL.</summary>
    public const string File = "file";

    /// <summary>An image, by its media URL.</summary>
    public const string Image = "image";

    /// <summary>Items that are shown side by side.</summary>
    public const string Carousel = "carousel";

    /// <summary>Items that are shown one below another.</summary>
    public const string List = "list";

    /// <summary>A form with fields to fill in.</summary>
    public const string Form = "form";

    /// <summary>A form that was filled in.</summary>
    public const string FormResponse = "formResponse";

    /// <summary>A location as coordinates.</summary>
    public const string Location = "location";

    /// <summary>A template of a channel.</summary>
    public const string Template = "template";
}

/// <summary>The channel that a message came from.</summary>
/// <param name="Type">Name of the channel; <see cref="Api"/> for messages that were posted through the API.</param>
public sealed record MessageSource(string Type)
{
    /// <summary>The channel of messages that were posted through the API.</summary>
    public const string Api = "api:conversations";
}

/// <summary>Body of <c>POST …/messages</c>.</summary>
public sealed record MessagePostBody
{
    /// <summary>The author of the message.</summary>
    public required Author Author { get; init; }

    /// <summary>The content: an object whose <c>type</c> is one of <see cref="ContentTypes"/>. A <see cref="MessageContent"/> can be assigned.</summary>
    public required JsonElement Content { get; init; }

    /// <summary>The destination. Parhelion validates and ignores it, because it has no channels.</summary>
    public MessageDestination? Destination { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Protocol.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}

/// <summary>The destination of a message. Set exactly one of the two properties.</summary>
public sealed record MessageDestination
{
    /// <summary>Id of an integration.</summary>
    public string? IntegrationId { get; init; }

    /// <summary>Type of an integration.</summary>
    public string? IntegrationType { get; init; }
}

/// <summary>A response with the messages that one post created; normally one.</summary>
public sealed record MessagePostResponse(IReadOnlyList<Message> Messages);

/// <summary>A response with one page of messages, oldest first. Without a cursor it is the last page of the conversation.</summary>
public sealed record MessageListResponse(IReadOnlyList<Message> Messages, PageMeta Meta, PageLinks? Links);

/// <summary>Body of <c>POST …/activity</c>.</summary>
public sealed record ActivityPostBody
{
    /// <summary>The author of the activity. A user can only post <see cref="ActivityTypes.Read"/>.</summary>
    public required Author Author { get; init; }

    /// <summary>Type of the activity: one of <see cref="ActivityTypes"/>.</summary>
    public required string Type { get; init; }
}

/// <summary>The values of <see cref="ActivityPostBody.Type"/>.</summary>
public static class ActivityTypes
{
    /// <summary>The author has read the conversation.</summary>
    public const string Read = "conversation:read";

    /// <summary>The business has started typing.</summary>
    public const string TypingStart = "typing:start";

    /// <summary>The business has stopped typing.</summary>
    public const string TypingStop = "typing:stop";
}
