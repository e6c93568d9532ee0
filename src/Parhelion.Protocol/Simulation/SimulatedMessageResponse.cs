namespace Parhelion;

/// <summary>The message that a user has written through a simulated channel.</summary>
/// <param name="Message">The message.</param>
/// <param name="ConversationId">Id of the conversation that the message was posted to.</param>
/// <param name="UserId">Id of the user.</param>
public sealed record SimulatedMessageResponse(Message Message, string ConversationId, string UserId);
