namespace Parhelion.Core.Catalog;

/// <summary>Holds the displayed width and height of an image or a video, and the duration of a video or an audio file. A value is <c>null</c> if it is unknown,
/// or if the file states an impossible value, such as a width of 0.</summary>
public readonly record struct MediaDimensions
{
    private const double MaxSeconds = 366 * 24 * 60 * 60;

    /// <summary>Width in pixels, from 1 to 2^31-1; <c>null</c> if and only if <see cref="Height"/> is.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels, from 1 to 2^31-1.</summary>
    public int? Height { get; init; }

    /// <summary>Duration in milliseconds, from 1 to those of a year.</summary>
    public long? Milliseconds { get; init; }

    /// <summary>Takes what a file says. Values that cannot be true become <c>null</c>.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="seconds">Duration in seconds; zero if it is not known.</param>
    internal static MediaDimensions Of(double width, double height, double seconds = 0)
    {
        (width, height) = (Math.Round(width), Math.Round(height));
        // False for NaN too.
        var hasSize = width is >= 1 and <= int.MaxValue && height is >= 1 and <= int.MaxValue;
        var milliseconds = Math.Round(seconds * 1000);
        return new MediaDimensions
        {
            Width = hasSize ? (int)width : null,
            Height = hasSize ? (int)height : null,
            Milliseconds = milliseconds is >= 1 and <= MaxSeconds * 1000 ? (long)milliseconds : null,
        };
    }

    /// <summary>Takes the size of an image that is turned before it is shown, or not.</summary>
    internal static MediaDimensions Of(double width, double height, bool isTurned) => isTurned ? Of(height, width) : Of(width, height);

    /// <summary>Takes a duration in seconds.</summary>
    internal static MediaDimensions OfTime(double seconds) => Of(0, 0, seconds);

    /// <summary>Leaves out what files of the media type do not have: images have no duration, and sound has no size.</summary>
    internal MediaDimensions For(string mediaType)
    {
        if (mediaType.StartsWith("image/", StringComparison.Ordinal)) return this with { Milliseconds = null };
        return mediaType.StartsWith("audio/", StringComparison.Ordinal) ? this with { Width = null, Height = null } : this;
    }
}
