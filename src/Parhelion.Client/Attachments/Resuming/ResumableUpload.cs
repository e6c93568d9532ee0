namespace Parhelion;

/// <summary>An upload that the server keeps until it is complete. Pass it as <see cref="UploadAttachmentOptions.ResumeFrom"/> to continue it after a
/// failure, a cancellation or a restart.</summary>
/// <remarks>Keep the URL secret: everybody who has it can continue or end the upload. The server keeps an unfinished upload for 24 hours after its
/// last byte, unless it is configured otherwise.</remarks>
public sealed class ResumableUpload
{
    /// <summary>Creates the state of an upload that was stored before.</summary>
    /// <param name="url">URL of the upload.</param>
    /// <param name="length">Length of the file in bytes.</param>
    /// <exception cref="ArgumentException">The URL is no absolute http or https URL, or the length is negative.</exception>
    public ResumableUpload(Uri url, long length)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            throw new ArgumentException("The URL of an upload must be an absolute http or https URL.", nameof(url));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(length);
        (Url, Length) = (url, length);
    }

    /// <summary>URL of the upload, which is a secret.</summary>
    public Uri Url { get; }

    /// <summary>Length of the file in bytes.</summary>
    public long Length { get; }

    /// <summary>Returns the length, and not the URL.</summary>
    public override string ToString() => $"{nameof(ResumableUpload)} {{ Length = {Length} }}";
}
