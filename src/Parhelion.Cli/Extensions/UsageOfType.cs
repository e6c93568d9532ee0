namespace Parhelion.Cli.Extensions;

/// <summary>The attachments of one media type.</summary>
internal sealed record UsageOfType(string MediaType, long Count, long Bytes);
