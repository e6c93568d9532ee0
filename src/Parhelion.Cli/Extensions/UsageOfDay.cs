namespace Parhelion.Cli.Extensions;

/// <summary>The uploads and deletions of one day.</summary>
internal sealed record UsageOfDay(string Date, long Uploads, long UploadedBytes, long Deletions, long DeletedBytes);
