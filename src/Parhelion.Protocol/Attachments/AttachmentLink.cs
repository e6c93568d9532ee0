namespace Parhelion;

/// <summary>A signed link. Everybody who has it can read the file until it expires.</summary>
/// <param name="Url">The media URL with a query. Opaque: any change makes it invalid.</param>
/// <param name="ExpiresAt">Time at which the link expires.</param>
public sealed record AttachmentLink(string Url, DateTimeOffset ExpiresAt)
{
    /// <summary>Returns the link without its signature, which is all that it takes to read the file.</summary>
    public override string ToString() => $"{nameof(AttachmentLink)} {{ Url = {Url.Split('?')[0]}?[redacted], ExpiresAt = {ExpiresAt:O} }}";
}
