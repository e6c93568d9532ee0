namespace Parhelion.Cli.Connections;

/// <summary>How the tool talks HTTP.</summary>
internal sealed record HttpSettings
{
    /// <summary>Largest number of retries of a call; <c>null</c> for the default of the client.</summary>
    public int? Retries { get; init; }

    /// <summary>Time limit of a call, or of a transfer that moves no byte; <c>null</c> for the defaults of the client.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether certificates are accepted unchecked.</summary>
    public bool IsInsecure { get; init; }

    /// <summary>Whether each request and each response is printed to stderr.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>Headers that are sent with every request to the host of the API.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
