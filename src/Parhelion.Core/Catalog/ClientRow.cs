namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>clients</c>. Each row describes one way in which messages reach a user: an SDK, or a channel such as WhatsApp. The
/// word "client" comes from the API. Here it means neither a program that calls the API nor an OAuth client.</summary>
public sealed record ClientRow
{
    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the app.</summary>
    public required string AppId { get; init; }

    /// <summary>Id of the user.</summary>
    public required string UserId { get; init; }

    /// <summary>One of <see cref="ClientTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>One of <see cref="ClientStatuses"/>. A row that is read is inactive if its integration was deleted.</summary>
    public required string Status { get; init; }

    /// <summary>Id of the integration; <c>null</c> for a client of type <c>sdk</c> that <c>subscribeSDKClient</c> has made.</summary>
    public string? IntegrationId { get; init; }

    /// <summary>Id of the user on the channel, such as a phone number; <c>null</c> if there is none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>When the user last used the client; <c>null</c> if that is not known.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>When the client was linked to the user; <c>null</c> while the link is pending.</summary>
    public DateTimeOffset? LinkedAt { get; init; }

    /// <summary>When the row was inserted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
