namespace Parhelion;

/// <summary>A conversation was created: <c>conversation:create</c>.</summary>
public sealed record ConversationCreateEvent : ReceivedEvent
{
    /// <summary>The conversation.</summary>
    public required EventConversation Conversation { get; init; }

    /// <summary>Reason of the creation; <c>none</c> for those through the API.</summary>
    public string? CreationReason { get; init; }

    /// <summary>The channel that the conversation came from.</summary>
    public MessageSource? Source { get; init; }

    /// <summary>The user, if the conversation is personal.</summary>
    public EventUser? User { get; init; }
}
