namespace Parhelion;

/// <summary>A conversation was deleted: <c>conversation:remove</c>.</summary>
public sealed record ConversationRemoveEvent : ReceivedEvent
{
    /// <summary>The conversation.</summary>
    public required EventConversation Conversation { get; init; }
}
