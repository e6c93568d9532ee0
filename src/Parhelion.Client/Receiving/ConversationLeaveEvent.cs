namespace Parhelion;

/// <summary>A user was removed from a conversation: <c>conversation:leave</c>.</summary>
public sealed record ConversationLeaveEvent : ReceivedEvent
{
    /// <summary>The conversation.</summary>
    public required EventConversation Conversation { get; init; }

    /// <summary>The user.</summary>
    public required EventUser User { get; init; }
}
