namespace Parhelion.Core.Uploading;

/// <summary>Limits of uploads.</summary>
public sealed record UploadOptions
{
    /// <summary>Maximum size of one file in bytes. The API's limit is 50 MB, read as 52,428,800 bytes; the multipart framing does not count.</summary>
    public long MaxBytes { get; init; } = 52_428_800;

    /// <summary>The limit of one upload in bytes: the smallest of <see cref="MaxBytes"/> and those of its app and its upload link.</summary>
    public long LimitOf(UploadProperties request) => Math.Min(request.MaxBytes ?? MaxBytes, MaxBytes);

    /// <summary>File extensions that are accepted, without dots. Default: the 62 that the API lists.</summary>
    public IReadOnlyCollection<string> Extensions { get; init; } = AllowedFileTypes.DefaultExtensions;
}
