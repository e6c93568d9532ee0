namespace Parhelion.Cli.Output;

/// <summary>A signed token.</summary>
internal sealed record TokenReport(string Token, string Scope);
