namespace Parhelion;

/// <summary>A client of a user: a way on which messages reach the user, such as an SDK or a number of WhatsApp.</summary>
public sealed record UserClient
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>The channel; one of <see cref="ClientTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Whether messages reach the client; one of <see cref="ClientStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Id of the integration; absent for clients of type <c>sdk</c>.</summary>
    public string? IntegrationId { get; init; }

    /// <summary>Phone number or e-mail address of the user on the channel; absent for clients of type <c>sdk</c>.</summary>
    public string? ExternalId { get; init; }

    /// <summary>When the user last used the client; absent if that is not known.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>When the client was linked to the user; absent while the link is pending.</summary>
    public DateTimeOffset? LinkedAt { get; init; }
}
