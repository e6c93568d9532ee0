namespace Parhelion;

/// <summary>An attachment was deleted: <c>attachment:remove</c>. An extension of Parhelion.</summary>
public sealed record AttachmentRemoveEvent : ReceivedEvent
{
    /// <summary>The receipt of the deletion.</summary>
    public required Receipt Receipt { get; init; }
}
