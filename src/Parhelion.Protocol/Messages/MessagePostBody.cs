using System.Text.Json;

namespace Parhelion;

/// <summary>Body of <c>POST …/messages</c>.</summary>
public sealed record MessagePostBody
{
    /// <summary>The author of the message.</summary>
    public required Author Author { get; init; }

    /// <summary>The content: an object whose <c>type</c> is one of <see cref="ContentTypes"/>. A <see cref="MessageContent"/> can be assigned.</summary>
    public required JsonElement Content { get; init; }

    /// <summary>The channel to send the message to, which is simulated. Only for messages of the business in personal conversations.</summary>
    public MessageDestination? Destination { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
