namespace Parhelion;

/// <summary>An attachment was uploaded: <c>attachment:create</c>. An extension of Parhelion. The event is not sent for an attachment that was deleted
/// meanwhile.</summary>
public sealed record AttachmentCreateEvent : ReceivedEvent
{
    /// <summary>The attachment, without <see cref="AttachmentDetails.HeldBy"/>.</summary>
    public required AttachmentDetails Attachment { get; init; }
}
