namespace Parhelion.Cli.Extensions;

/// <summary>A response with an upload link.</summary>
internal sealed record UploadLinkResponse(UploadLink UploadLink);
