namespace Parhelion.Protocol;

/// <summary>A response with one page of the conversations of a user, oldest first.</summary>
public sealed record ConversationListResponse(IReadOnlyList<Conversation> Conversations, PageMeta Meta, PageLinks? Links = null);
