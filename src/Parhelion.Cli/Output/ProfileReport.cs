namespace Parhelion.Cli.Output;

/// <summary>A profile, without its secret.</summary>
internal sealed record ProfileReport(string Name, string? Host, string? AppId, string? KeyId);
