namespace Parhelion.Protocol;

/// <summary>A response with one page of audit entries, newest first.</summary>
public sealed record AuditListResponse(IReadOnlyList<AuditEntry> Entries, PageMeta Meta, PageLinks? Links = null);
