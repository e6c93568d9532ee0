using System.Text.Json.Nodes;

namespace Parhelion.Core.Conversations;

/// <summary>Represents a message that has been validated, but is not posted yet.</summary>
public sealed record MessageDraft
{
    /// <summary>Maximum number of media URLs in a message: the number of items in a carousel. There is a limit because one transaction deletes a message with
    /// all its attachments.</summary>
    public const int MaxMedia = 10;

    /// <summary>The author as responses show it, but without the id of the user.</summary>
    public required JsonObject Author { get; init; }

    /// <summary>Whether the author is an end user.</summary>
    public required bool IsByUser { get; init; }

    /// <summary>The user who is the author. <c>null</c> if the author is the business, or the only user of a personal conversation.</summary>
    public UserReference? User { get; init; }

    /// <summary>The content as it was sent.</summary>
    public required JsonObject Content { get; init; }

    /// <summary>The media URLs in <see cref="Content"/>.</summary>
    public required IReadOnlyList<MediaUrlReference> Media { get; init; }

    /// <summary>The channel that the business wants to send the message to; <c>null</c> if it has not named any.</summary>
    public MessageDestination? Destination { get; init; }

    /// <summary>The channel that the message came through; <c>null</c> for the API.</summary>
    public MessageSource? Source { get; init; }

    /// <summary>The metadata as a JSON object.</summary>
    public string? Metadata { get; init; }
}
