namespace Parhelion.Cli.Extensions;

/// <summary>A link to which a browser or a phone uploads without a key.</summary>
internal sealed record UploadLink(string Url, DateTimeOffset ExpiresAt, int MaxUploads);
