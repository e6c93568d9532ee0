using System.Globalization;
using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>Selects attachments in a list. Properties that are <c>null</c> select all.</summary>
public sealed record AttachmentFilter
{
    /// <summary>Id of the conversation that the attachment was uploaded for.</summary>
    public string? ConversationId { get; init; }

    /// <summary>A media type such as <c>image/png</c>, or all subtypes of a type: <c>image/*</c>.</summary>
    public string? MediaType { get; init; }

    /// <summary>Who may read the attachment.</summary>
    public AttachmentAccess? Access { get; init; }

    /// <summary>A part of the file name, 1 to 255 characters. The letters A to Z equal a to z; all other characters must be equal.</summary>
    public string? Name { get; init; }

    /// <summary>Selects attachments that were created at this time or later.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Selects attachments that were created before this time.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    internal RequestPath PutInto(RequestPath requestPath) => requestPath
        .With("filter[conversationId]", ConversationId).With("filter[mediaType]", MediaType).With("filter[access]", Access?.ToString()).With("filter[name]", Name)
        .With("filter[createdAfter]", Rfc3339(CreatedAfter)).With("filter[createdBefore]", Rfc3339(CreatedBefore));

    private static string? Rfc3339(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
