namespace Parhelion.Rendering.Decoding;

/// <summary>Limits that are checked before a picture is decoded.</summary>
internal static class DecodingLimits
{
    /// <summary>Pixels of one picture: 100 million.</summary>
    public const long MaxPixels = 100_000_000;

    /// <summary>Frames of an animation. With more of them, the picture is the first frame.</summary>
    public const int MaxFrames = 250;

    /// <summary>Pixels of all frames of an animation before it is made smaller.</summary>
    public const long MaxAnimationPixels = MaxPixels;

    /// <summary>Pixels of all frames of an animation that is written: 20 million, which take about two seconds to encode.</summary>
    public const long MaxEncodedAnimationPixels = 20_000_000;

    /// <summary>Width or height of one picture.</summary>
    public const int MaxSide = 65_535;

    /// <summary>Refuses a picture that exceeds a limit.</summary>
    /// <exception cref="UndecodableException">It does.</exception>
    public static void Check(long width, long height)
    {
        if (width < 1 || height < 1) throw new UndecodableException("it has no pixels");
        if (width > MaxSide || height > MaxSide || width * height > MaxPixels) throw new UndecodableException("it has too many pixels");
    }
}
