namespace Parhelion.Rendering.Decoding;

/// <summary>Decodes one frame of a film with ffmpeg: the first one after a second, or the first one of a shorter film. The frame is turned as the film says, and has
/// square pixels.</summary>
internal static class FilmDecoder
{
    // The fourth byte of an MPEG film that has more than its pictures.
    private const byte PackStart = 0xBA;

    /// <summary>Path of the program; <c>null</c> if it is not installed.</summary>
    public static string? Program { get; } = InstalledProgram.Find("ffmpeg");

    /// <summary>The arguments for one or two frames, one after the other, each as a PNG file. The last one is wanted: the first frame comes as well, in case that there is no
    /// other.</summary>
    /// <param name="film">The film.</param>
    /// <param name="mediaType">Its media type, which names the container.</param>
    /// <param name="side">The longest side of the frames. A smaller one is not enlarged.</param>
    public static IReadOnlyList<string> Arguments(MemoryFile film, string mediaType, int side) =>
    [
        "-nostdin", "-v", "quiet", "-threads", "1", "-protocol_whitelist", "file", "-max_pixels", $"{DecodingLimits.MaxPixels}", "-probesize", "5000000", "-analyzeduration", "5000000",
        "-f", ContainerOf(film, mediaType), "-i", film.Path, "-map", "0:v:0", "-frames:v", "2", "-fps_mode", "passthrough", "-an", "-sn", "-dn",
        "-vf", $"select='eq(n,0)+gte(t,1)',scale=w='{Scaled("iw*sar", side)}':h='{Scaled("ih", side)}':flags=bicubic,setsar=1",
        "-f", "image2pipe", "-c:v", "png", "-compression_level", "1", "-pix_fmt", "rgb24", "-",
    ];

    // Named, because a file that only pretends to be a film may be a list of other files.
    private static string ContainerOf(MemoryFile film, string mediaType) => mediaType switch
    {
        "video/webm" or "video/x-matroska" => "matroska",
        "video/x-msvideo" => "avi",
        "video/mpeg" => film.ByteAt(3) == PackStart ? "mpeg" : "mpegvideo",
        "video/mp2t" => "mpegts",
        "video/ogg" => "ogg",
        "video/x-ms-wmv" => "asf",
        _ => "mov",
    };

    private static string Scaled(string length, int side) => $"max(1,{length}*min(1,{side}/max(iw*sar,ih)))";
}
