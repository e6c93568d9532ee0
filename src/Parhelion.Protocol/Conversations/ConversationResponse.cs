namespace Parhelion.Protocol;

/// <summary>A response with one conversation.</summary>
public sealed record ConversationResponse(Conversation Conversation);
