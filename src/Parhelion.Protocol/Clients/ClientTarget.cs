namespace Parhelion;

/// <summary>The conversation that a new client takes part in.</summary>
/// <param name="ConversationId">Id of a conversation of the user.</param>
public sealed record ClientTarget(string ConversationId);
