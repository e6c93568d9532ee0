namespace Parhelion.Core.Uploading;

/// <summary>Sets the maximum size and the allowed extensions of uploaded files.</summary>
public sealed record UploadOptions
{
    /// <summary>Maximum size of one file in bytes. The limit of the API is 50 MB, which means 52,428,800 bytes here. The multipart framing does not
    /// count.</summary>
    public long MaxBytes { get; init; } = 52_428_800;

    /// <summary>The limit of one upload in bytes. It is the smallest of <see cref="MaxBytes"/>, the limit of the app and the limit of the upload link.</summary>
    public long LimitOf(NewAttachmentProperties request) => Math.Min(request.MaxBytes ?? MaxBytes, MaxBytes);

    /// <summary>File extensions that are accepted, without dots. Default: the 62 that the API lists.</summary>
    public IReadOnlyCollection<string> Extensions { get; init; } = AllowedFileTypes.DefaultExtensions;
}
