namespace Parhelion.Protocol;

/// <summary>A response with the messages that one post created; normally one.</summary>
public sealed record MessagePostResponse(IReadOnlyList<Message> Messages);
