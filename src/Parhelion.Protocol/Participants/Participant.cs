namespace Parhelion;

/// <summary>A user in a conversation.</summary>
public sealed record Participant
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the user.</summary>
    public required string UserId { get; init; }

    /// <summary>External id of the user.</summary>
    public string? UserExternalId { get; init; }

    /// <summary>Number of messages that the user has not read.</summary>
    public required long UnreadCount { get; init; }

    /// <summary>Clients of the user that are active in the conversation. The first one is the primary client.</summary>
    public required IReadOnlyList<ClientAssociation> ClientAssociations { get; init; }

    /// <summary>Time at which the user last read the conversation.</summary>
    public DateTimeOffset? LastRead { get; init; }
}
