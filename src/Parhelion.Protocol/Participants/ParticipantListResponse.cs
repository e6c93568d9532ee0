namespace Parhelion.Protocol;

/// <summary>A response with one page of participants, in the order in which they joined.</summary>
public sealed record ParticipantListResponse(IReadOnlyList<Participant> Participants, PageMeta Meta, PageLinks? Links = null);
