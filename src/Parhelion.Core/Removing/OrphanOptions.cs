namespace Parhelion.Core.Removing;

/// <summary>When a file counts as left over.</summary>
public sealed record OrphanOptions
{
    /// <summary><c>Sweep:OrphanAge</c>: how old a staged file or a blob without a row must be.</summary>
    public TimeSpan LeastAge { get; init; }

    /// <summary><c>Sweep:QuarantineDays</c>: how long a blob without a row is kept in the quarantine.</summary>
    public TimeSpan QuarantineTime { get; init; }
}
