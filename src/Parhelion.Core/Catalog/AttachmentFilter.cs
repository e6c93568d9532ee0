namespace Parhelion.Core.Catalog;

/// <summary>Holds the conditions for listing attachments of an app. A property that is <c>null</c> sets no condition.</summary>
public sealed record AttachmentFilter
{
    /// <summary>The conversation that the attachment was uploaded for.</summary>
    public string? ConversationId { get; init; }

    /// <summary>A media type such as <c>image/png</c>, or all subtypes of a type: <c>image/*</c>. Upper and lower case are equal.</summary>
    public string? MediaType { get; init; }

    /// <summary>Whether reading the attachment requires authorization.</summary>
    public bool? IsPrivate { get; init; }

    /// <summary>A part of the file name. The letters A to Z equal a to z; all other characters must be equal.</summary>
    public string? Name { get; init; }

    /// <summary>Selects attachments that were created at this time or later.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Selects attachments that were created before this time.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Whether the filter selects all attachments.</summary>
    public bool IsEmpty => this == new AttachmentFilter();
}
