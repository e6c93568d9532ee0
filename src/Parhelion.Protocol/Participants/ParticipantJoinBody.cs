namespace Parhelion;

/// <summary>Body of <c>POST …/conversations/{conversationId}/join</c>. Set exactly one of the two ids.</summary>
public sealed record ParticipantJoinBody
{
    /// <summary>Id of the user.</summary>
    public string? UserId { get; init; }

    /// <summary>External id of the user.</summary>
    public string? UserExternalId { get; init; }

    /// <summary>Whether to subscribe the clients of the user. Required for <c>sdkGroup</c>. Creates a client of type <c>sdk</c> if the user has none.</summary>
    public bool? SubscribeSDKClient { get; init; }
}
