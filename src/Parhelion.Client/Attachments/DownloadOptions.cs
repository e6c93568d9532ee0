using System.Net.Http.Headers;

namespace Parhelion;

/// <summary>The options of a download: the range, a condition for resuming, and a progress handler.</summary>
public sealed record DownloadOptions
{
    /// <summary>Position of the first byte, counted from 0. Default: 0.</summary>
    public long Offset { get; init; }

    /// <summary>Largest number of bytes to download, at least 1. Default: all bytes from <see cref="Offset"/> on.</summary>
    public long? Length { get; init; }

    /// <summary>The <see cref="AttachmentDownload.ETag"/> of the earlier bytes, with its quotes, to resume a download. If the file has changed
    /// since, the server sends it from its beginning, and <see cref="AttachmentDownload.Offset"/> is 0. Ignored without a range. <c>DownloadToAsync</c> writes nothing and throws
    /// <see cref="ParhelionException"/> instead, also without a range, if the file has another ETag.</summary>
    public string? IfRange { get; init; }

    /// <summary>Receives the progress of <c>DownloadToAsync</c>, at most every 100 ms and once at the end. An exception of the handler ends the
    /// download and goes to the caller.</summary>
    public IProgress<DownloadProgress>? Progress { get; init; }

    internal bool IsPartial => Offset > 0 || Length is not null;

    /// <summary>Checks the options that a caller passed.</summary>
    /// <exception cref="ArgumentException">The range is impossible, or <see cref="IfRange"/> is no strong ETag.</exception>
    internal static DownloadOptions Checked(DownloadOptions? options)
    {
        options ??= new DownloadOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Offset, nameof(options));
        if (options.Length is { } length) ArgumentOutOfRangeException.ThrowIfLessThan(length, 1, nameof(options));
        if (options.IfRange is { } tag && !(EntityTagHeaderValue.TryParse(tag, out var parsed) && !parsed.IsWeak && parsed.Tag != "*"))
        {
            throw new ArgumentException("IfRange must be a strong ETag with its quotes, such as \"5d8c72a5\".", nameof(options));
        }

        return options;
    }
}
