namespace Parhelion.Cli.Extensions;

/// <summary>The attachments of an app in numbers.</summary>
internal sealed record Usage
{
    public required long Count { get; init; }

    public required long Bytes { get; init; }

    public long? QuotaCount { get; init; }

    public long? QuotaBytes { get; init; }

    public IReadOnlyList<UsageOfType> ByMediaType { get; init; } = [];

    public IReadOnlyList<UsageOfDay> ByDay { get; init; } = [];
}
