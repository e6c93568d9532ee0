namespace Parhelion;

/// <summary>The position of a page in its list: whether there are more entries, and the cursors of the neighbouring pages.</summary>
public sealed record PageMeta
{
    /// <summary>Whether there are more entries in the direction of paging.</summary>
    public required bool HasMore { get; init; }

    /// <summary>Value for <c>page[after]</c>; absent if there is no later page.</summary>
    public string? AfterCursor { get; init; }

    /// <summary>Value for <c>page[before]</c>; absent if there is no earlier page.</summary>
    public string? BeforeCursor { get; init; }
}
