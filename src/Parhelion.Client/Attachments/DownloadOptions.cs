namespace Parhelion.Client;

/// <summary>The range of a file to download, and a condition for resuming.</summary>
public sealed record DownloadOptions
{
    /// <summary>Position of the first byte, counted from 0. Default: 0.</summary>
    public long Offset { get; init; }

    /// <summary>Largest number of bytes to download, at least 1. Default: all bytes from <see cref="Offset"/> on.</summary>
    public long? Length { get; init; }

    /// <summary>The <see cref="AttachmentDownload.ETag"/> of the earlier bytes, to resume a download. If the file has changed since, the
    /// server sends it from its beginning, and <see cref="AttachmentDownload.Offset"/> is 0. Ignored without a range.</summary>
    public string? IfRange { get; init; }

    internal bool IsPartial => Offset > 0 || Length is not null;
}
