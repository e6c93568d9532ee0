namespace Parhelion;

/// <summary>A link to which a browser or a phone uploads without a key. Everybody who has it can upload until it expires or is used up.</summary>
/// <param name="Url">The URL to upload to. Opaque: any change makes it invalid.</param>
/// <param name="ExpiresAt">Time at which the link expires.</param>
/// <param name="MaxUploads">How many files can be uploaded to it.</param>
public sealed record UploadLink(string Url, DateTimeOffset ExpiresAt, int MaxUploads)
{
    /// <summary>Returns the link without its token, which is all that it takes to upload.</summary>
    public override string ToString() =>
        $"{nameof(UploadLink)} {{ Url = {Url[..(Url.LastIndexOf('/') + 1)]}[redacted], ExpiresAt = {ExpiresAt:O}, MaxUploads = {MaxUploads} }}";
}
