namespace Parhelion;

/// <summary>Body of <c>POST …/users/{userIdOrExternalId}/clients</c>: links a user to a channel.</summary>
public sealed record ClientCreateBody
{
    /// <summary>The channel, and who the user is there.</summary>
    public required ClientMatchCriteria MatchCriteria { get; init; }

    /// <summary>How the link is confirmed.</summary>
    public required ClientConfirmation Confirmation { get; init; }

    /// <summary>The conversation that the client takes part in.</summary>
    public required ClientTarget Target { get; init; }
}
