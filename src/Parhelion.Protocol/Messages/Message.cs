using System.Text.Json;

namespace Parhelion;

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

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Returns <see cref="Content"/> as a typed record, such as <see cref="TextContent"/> or <see cref="FileContent"/>.</summary>
    /// <exception cref="JsonException">A field has another type than the API defines.</exception>
    public MessageContent ReadContent() => MessageContent.Parse(Content);
}
