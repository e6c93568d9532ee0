namespace Parhelion.Cli.Output;

/// <summary>An error, with its exit code and the details of the API's response.</summary>
internal sealed record ErrorReport
{
    public required string Message { get; init; }

    public required int ExitCode { get; init; }

    public int? Status { get; init; }

    public IReadOnlyList<ApiError>? Errors { get; init; }

    public string? RequestId { get; init; }
}
