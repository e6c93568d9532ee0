namespace Parhelion.Cli.Extensions;

/// <summary>A response with the usage of an app.</summary>
internal sealed record UsageResponse(Usage Usage);
