namespace Parhelion.Rendering.Decoding;

/// <summary>Decodes one frame of a film with ffmpeg: the first one after a second, or the first one of a shorter film. The frame is turned as the film says, and has
/// square pixels.</summary>
internal static class FilmDecoder
{
    /// <summary>Path of the program; <c>null</c> if it is not installed.</summary>
    public static string? Program { get; } = DecoderProgram.Find("ffmpeg");

    /// <summary>Returns the frame as a PNG file.</summary>
    /// <param name="film">The film.</param>
    /// <param name="mediaType">Its media type, which names the container.</param>
    /// <param name="side">The longest side of the frame. A smaller one is not enlarged.</param>
    /// <exception cref="UndecodableException">It has no frame.</exception>
    public static NativeBuffer Decode(MemoryFile film, string mediaType, int side)
    {
        foreach (var container in Containers(mediaType))
        {
            foreach (var second in (int[])[1, 0])
            {
                if (DecoderProgram.Run(Program!, Arguments(film.Path, container, second, side)) is { } frame) return frame;
            }
        }

        throw new UndecodableException("ffmpeg finds no frame in it");
    }

    // Named, because a file that only pretends to be a film may be a list of other files.
    private static string[] Containers(string mediaType) => mediaType switch
    {
        "video/webm" or "video/x-matroska" => ["matroska"],
        "video/x-msvideo" => ["avi"],
        "video/mpeg" => ["mpeg", "mpegvideo"],
        "video/mp2t" => ["mpegts"],
        "video/ogg" => ["ogg"],
        "video/x-ms-wmv" => ["asf"],
        _ => ["mov"],
    };

    private static IEnumerable<string> Arguments(string path, string container, int second, int side) =>
    [
        "-nostdin", "-v", "quiet", "-threads", "1", "-protocol_whitelist", "file", "-max_pixels", $"{DecodingLimits.MaxPixels}", "-probesize", "5000000", "-analyzeduration", "5000000",
        .. second > 0 ? (string[])["-ss", $"{second}"] : [],
        "-f", container, "-i", path, "-map", "0:v:0", "-frames:v", "1", "-an", "-sn", "-dn",
        "-vf", $"scale=w='{Scaled("iw*sar", side)}':h='{Scaled("ih", side)}':flags=bicubic,setsar=1",
        "-f", "image2pipe", "-c:v", "png", "-compression_level", "1", "-pix_fmt", "rgb24", "-",
    ];

    private static string Scaled(string length, int side) => $"max(1,{length}*min(1,{side}/max(iw*sar,ih)))";
}
