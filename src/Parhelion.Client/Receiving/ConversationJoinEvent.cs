namespace Parhelion;

/// <summary>A user was added to a conversation: <c>conversation:join</c>.</summary>
public sealed record ConversationJoinEvent : ReceivedEvent
{
    /// <summary>The conversation.</summary>
    public required EventConversation Conversation { get; init; }

    /// <summary>The user.</summary>
    public required EventUser User { get; init; }
}
