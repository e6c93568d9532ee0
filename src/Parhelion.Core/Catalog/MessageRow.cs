namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>messages</c>. Each row is a message in a conversation. The author, the content and the metadata are JSON
/// objects.</summary>
public sealed record MessageRow
{
    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the conversation.</summary>
    public required string ConversationId { get; init; }

    /// <summary>The epoch of the conversation when the message was received.</summary>
    public required long Epoch { get; init; }

    /// <summary>Id of the user who wrote the message; <c>null</c> for the business.</summary>
    public string? AuthorId { get; init; }

    /// <summary>JSON object.</summary>
    public required string Author { get; init; }

    /// <summary>JSON object.</summary>
    public required string Content { get; init; }

    /// <summary>JSON object.</summary>
    public string? Metadata { get; init; }

    /// <summary>The channel that the message came through, a JSON object; <c>null</c> for the API.</summary>
    public string? Source { get; init; }

    /// <summary>When the message was received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
