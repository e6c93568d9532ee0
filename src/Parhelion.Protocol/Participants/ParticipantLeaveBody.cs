namespace Parhelion;

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
