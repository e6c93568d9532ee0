namespace Parhelion;

/// <summary>An upload was refused as malware, or because of the quota of the app: <c>attachment:reject</c>. An extension of Parhelion.</summary>
public sealed record AttachmentRejectEvent : ReceivedEvent
{
    /// <summary>The refused upload.</summary>
    public required Rejection Rejection { get; init; }
}
