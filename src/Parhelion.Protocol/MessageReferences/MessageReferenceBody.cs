namespace Parhelion;

/// <summary>Body of <c>POST …/conversations/{conversationId}/download</c>.</summary>
public sealed record MessageReferenceBody
{
    /// <summary>Id of a participant of the conversation.</summary>
    public required string UserId { get; init; }

    /// <summary>A reference of Apple Messages for Business.</summary>
    public AppleMessageReference? Apple { get; init; }
}
