namespace Parhelion;

/// <summary>A message was posted: <c>conversation:message</c>.</summary>
public sealed record ConversationMessageEvent : ReceivedEvent
{
    /// <summary>The conversation.</summary>
    public required EventConversation Conversation { get; init; }

    /// <summary>The message.</summary>
    public required Message Message { get; init; }

    /// <summary>The user who is the author of the message, if the author is a user.</summary>
    public EventUser? User { get; init; }
}
