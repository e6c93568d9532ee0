namespace Parhelion.Protocol;

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

    /// <summary>Clients of the user that are active in the conversation. Always empty in Parhelion, which has no channels.</summary>
    public required IReadOnlyList<ClientAssociation> ClientAssociations { get; init; }

    /// <summary>Time at which the user last read the conversation.</summary>
    public DateTimeOffset? LastRead { get; init; }
}

/// <summary>A client of a user in a conversation.</summary>
/// <param name="Type">Channel of the client.</param>
/// <param name="ClientId">Id of the client.</param>
public sealed record ClientAssociation(string Type, string? ClientId);

/// <summary>Body of <c>POST …/conversations/{conversationId}/join</c>. Set exactly one of the two ids.</summary>
public sealed record ParticipantJoinBody
{
    /// <summary>Id of the user.</summary>
    public string? UserId { get; init; }

    /// <summary>External id of the user.</summary>
    public string? UserExternalId { get; init; }

    /// <summary>Whether to subscribe the clients of the user. Required for <c>sdkGroup</c>. Parhelion does not store it, because it has no channels.</summary>
    public bool? SubscribeSDKClient { get; init; }
}

/// <summary>Body of <c>POST …/conversations/{conversationId}/leave</c>. Set exactly one of the three ids.</summary>
public sealed record ParticipantLeaveBody
{
    /// <summary>Id of the user.</summary>
    public string? UserId { get; init; }

    /// <summary>External id of the user.</summary>
    public string? UserExternalId { get; init; }

    /// <summary>Id of the participant.</summary>
    public string? ParticipantId { get; init; }
}

/// <summary>A response with one participant.</summary>
public sealed record ParticipantResponse(Participant Participant);

/// <summary>A response with one page of participants, in the order in which they joined.</summary>
public sealed record ParticipantListResponse(IReadOnlyList<Participant> Participants, PageMeta Meta, PageLinks? Links);
