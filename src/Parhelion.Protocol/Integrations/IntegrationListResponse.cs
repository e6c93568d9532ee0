namespace Parhelion.Protocol;

/// <summary>A response with one page of integrations, oldest first.</summary>
public sealed record IntegrationListResponse(IReadOnlyList<Integration> Integrations, PageMeta Meta, PageLinks? Links = null);
