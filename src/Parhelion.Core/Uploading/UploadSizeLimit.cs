using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>The maximum size of one uploaded file, and the error for a larger file.</summary>
/// <param name="Bytes">Maximum size of the file in bytes.</param>
/// <param name="Refusal">The error for a larger file.</param>
public sealed record UploadSizeLimit(long Bytes, Problem Refusal)
{
    /// <summary>Creates the limit of one upload: what its app, its upload link, the server and the quota of the app allow.</summary>
    public static UploadSizeLimit Of(UploadOptions options, NewAttachmentProperties properties)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(properties);
        var file = options.LimitOf(properties);
        return properties.BytesLeft < file ? new UploadSizeLimit(properties.BytesLeft.Value, Problems.QuotaExceeded) : OfFile(file);
    }

    /// <summary>Creates the limit of a file for which no quota counts.</summary>
    public static UploadSizeLimit OfFile(long bytes) => new(bytes, Problems.TooLarge("File", bytes));
}
