namespace Parhelion.Protocol;

/// <summary>A user in a conversation.</summary>
public sealed record Participant
{
    /// <summary>24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the user.</summary>
    public required string UserId { get; init; }

    /// <summary>The user's external id.</summary>
    public string? UserExternalId { get; init; }

    /// <summary>Messages that the user has not read.</summary>
    public required long UnreadCount { get; init; }

    /// <summary>Clients of the user that are active in the conversation. They come from channels, so here the list is empty.</summary>
    public required IReadOnlyList<ClientAssociation> ClientAssociations { get; init; }

    /// <summary>When the user last read the conversation.</summary>
    public DateTimeOffset? LastRead { get; init; }
}

/// <summary>A client of a user in a conversation.</summary>
/// <param name="Type">Channel of the client.</param>
/// <param name="ClientId">Id of the client.</param>
public sealed record ClientAssociation(string Type, string? ClientId);

/// <summary>Body of <c>POST …/conversations/{conversationId}/join</c>: exactly one of the two ids.</summary>
public sealed record ParticipantJoinBody
{
    /// <summary>Id of the user.</summary>
    public string? UserId { get; init; }

    /// <summary>The user's external id.</summary>
    public string? UserExternalId { get; init; }

    /// <summary>Whether the user's clients are subscribed. Required for <c>sdkGroup</c>; kept by nobody, as there are no channels here.</summary>
    public bool? SubscribeSDKClient { get; init; }
}

/// <summary>Body of <c>POST …/conversations/{conversationId}/leave</c>: exactly one of the three ids.</summary>
public sealed record ParticipantLeaveBody
{
    /// <summary>Id of the user.</summary>
    public string? UserId { get; init; }

    /// <summary>The user's external id.</summary>
    public string? UserExternalId { get; init; }

    /// <summary>Id of the participant.</summary>
    public string? ParticipantId { get; init; }
}

/// <summary>Answer that carries one participant.</summary>
public sealed record ParticipantResponse(Participant Participant);

/// <summary>One page of participants, in the order in which they joined.</summary>
public sealed record ParticipantListResponse(IReadOnlyList<Participant> Participants, PageMeta Meta, PageLinks? Links);
