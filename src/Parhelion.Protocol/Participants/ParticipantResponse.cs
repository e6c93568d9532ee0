namespace Parhelion.Protocol;

/// <summary>A response with one participant.</summary>
public sealed record ParticipantResponse(Participant Participant);
