namespace Parhelion.Client;

/// <summary>Which part of a file to download, and under which condition.</summary>
public sealed record DownloadOptions
{
    /// <summary>First byte, counted from 0. Default: the first.</summary>
    public long Offset { get; init; }

    /// <summary>Bytes to get at most; at least 1. Default: all that there are from <see cref="Offset"/> on.</summary>
    public long? Length { get; init; }

    /// <summary>To resume: the <see cref="AttachmentDownload.ETag"/> that earlier bytes came with. When the file is another one by now, the
    /// download begins at 0, and says so with <see cref="AttachmentDownload.Offset"/>.</summary>
    public string? IfRange { get; init; }

    internal bool IsPartial => Offset > 0 || Length is not null;
}
