namespace Parhelion.Cli.Output;

/// <summary>What the server says about a file.</summary>
internal sealed record StatReport(string MediaUrl, string Name, long? Size, string? MediaType, string? ETag);
