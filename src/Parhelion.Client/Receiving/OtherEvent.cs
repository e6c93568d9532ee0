namespace Parhelion;

/// <summary>An event of a type that this version of the client has no record for, or with a payload that it does not know. Read
/// <see cref="ReceivedEvent.Payload"/>.</summary>
public sealed record OtherEvent : ReceivedEvent;
