namespace Parhelion.Cli.Output;

/// <summary>The result for one file or media URL.</summary>
internal sealed record FileReport
{
    public string? File { get; init; }

    public string? MediaUrl { get; init; }

    public string? MediaType { get; init; }

    public long? Size { get; init; }

    public ErrorReport? Error { get; init; }
}
