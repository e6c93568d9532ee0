namespace Parhelion.Protocol;

/// <summary>A response with one page of messages, oldest first. Without a cursor it is the last page of the conversation.</summary>
public sealed record MessageListResponse(IReadOnlyList<Message> Messages, PageMeta Meta, PageLinks? Links = null);
