namespace Parhelion;

/// <summary>Where a user of a simulated channel has done something.</summary>
/// <param name="ConversationId">Id of the conversation.</param>
/// <param name="UserId">Id of the user.</param>
public sealed record SimulatedActivityResponse(string ConversationId, string UserId);
