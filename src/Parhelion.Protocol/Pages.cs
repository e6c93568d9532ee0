namespace Parhelion.Protocol;

/// <summary>Where a page stands in its list.</summary>
public sealed record PageMeta
{
    /// <summary>Whether there is more in the direction that is being paged.</summary>
    public required bool HasMore { get; init; }

    /// <summary>Value for <c>page[after]</c>; absent when no later page exists.</summary>
    public string? AfterCursor { get; init; }

    /// <summary>Value for <c>page[before]</c>; absent when no earlier page exists.</summary>
    public string? BeforeCursor { get; init; }
}

/// <summary>Absolute URLs of the neighbouring pages; each absent when there is none.</summary>
public sealed record PageLinks
{
    /// <summary>The page before this one.</summary>
    public string? Prev { get; init; }

    /// <summary>The page after this one.</summary>
    public string? Next { get; init; }
}
