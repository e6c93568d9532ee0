namespace Parhelion.Server.WebConsole;

/// <summary>The progress of a storage check of <see cref="StorageCheckJob"/> while the check runs, and the result after its end.</summary>
public sealed record StorageCheckState
{
    /// <summary>The most findings that are kept.</summary>
    public const int MaxFindings = 200;

    /// <summary>What is done.</summary>
    public required StorageCheckKind Kind { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; <c>null</c> while it runs.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Rows that were compared so far.</summary>
    public long Rows { get; init; }

    /// <summary>Blobs that were compared so far.</summary>
    public long Blobs { get; init; }

    /// <summary>Number of findings.</summary>
    public long FindingCount { get; init; }

    /// <summary>The first findings, at most <see cref="MaxFindings"/>.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>The result in a sentence; <c>null</c> while it runs.</summary>
    public string? Result { get; init; }

    /// <summary>Whether it ended without a finding.</summary>
    public bool IsGood => EndedAt is not null && FindingCount == 0;
}
