namespace Parhelion.Cli.CommandLine;

/// <summary>The exception for a call without the .NET client that the server refused.</summary>
internal sealed class RefusedCallException(int status, string message, IReadOnlyList<ApiError> errors) : Exception(message)
{
    public int Status => status;

    public IReadOnlyList<ApiError> Errors => errors;

    public string? RequestId { get; init; }
}
