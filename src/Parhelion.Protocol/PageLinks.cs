namespace Parhelion.Protocol;

/// <summary>Absolute URLs of the neighbouring pages. A URL is absent if there is no such page.</summary>
public sealed record PageLinks
{
    /// <summary>URL of the page before this one.</summary>
    public string? Prev { get; init; }

    /// <summary>URL of the page after this one.</summary>
    public string? Next { get; init; }
}
