namespace Parhelion.Protocol;

/// <summary>A response with one page of apps, oldest first.</summary>
public sealed record AppListResponse(IReadOnlyList<App> Apps, PageMeta Meta, PageLinks? Links = null);
