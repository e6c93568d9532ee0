namespace Parhelion;

/// <summary>A client of a user: a way on which messages reach the user, such as an SDK or a number of WhatsApp.</summary>
public sealed record UserClient
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>The channel; see <see cref="ClientTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Whether messages reach the client; one of <see cref="ClientStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Id of the integration; absent for a client of type <c>sdk</c> that belongs to none.</summary>
    public string? IntegrationId { get; init; }

    /// <summary>Id of the user on the channel, such as a phone number or an e-mail address; absent if there is none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>When the user last used the client; absent if that is not known.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>When the client was linked to the user; absent while the link is pending.</summary>
    public DateTimeOffset? LinkedAt { get; init; }
}
