namespace Parhelion.Cli.Output;

/// <summary>The result of one check of <c>doctor</c>.</summary>
internal sealed record CheckReport(string Check, bool Ok, string Detail);
