using System.Text.Json.Nodes;

namespace Parhelion.Core.Conversations;

/// <summary>A message that is valid by itself and not yet posted.</summary>
public sealed record MessageDraft
{
    /// <summary>Most media URLs of a message, which is as many as a carousel has items: a message is taken apart in one transaction.</summary>
    public const int MostMedia = 10;

    /// <summary>The author as it is answered, without the user.</summary>
    public required JsonObject Author { get; init; }

    /// <summary>Whether an end user writes it.</summary>
    public required bool IsByUser { get; init; }

    /// <summary>The user who writes it; <c>null</c>: the business, or the one user of a personal conversation.</summary>
    public UserReference? User { get; init; }

    /// <summary>What it says, as it was sent.</summary>
    public required JsonObject Content { get; init; }

    /// <summary>The media URLs in <see cref="Content"/>.</summary>
    public required IReadOnlyList<MediaReference> Media { get; init; }

    /// <summary>JSON object.</summary>
    public string? Metadata { get; init; }
}
