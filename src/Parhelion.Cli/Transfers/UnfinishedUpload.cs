namespace Parhelion.Cli.Transfers;

/// <summary>The content of a file that keeps an unfinished upload.</summary>
internal sealed record UnfinishedUpload
{
    /// <summary>URL of the upload, which is a secret.</summary>
    public required Uri Url { get; init; }

    /// <summary>Length of the local file in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>The run of the tool that sends the upload. A later run replaces it, and the earlier one ends.</summary>
    public required string Run { get; init; }
}
