namespace Parhelion.Bench.Resumable;

/// <summary>The protocols of the upload path. The first one is what the others are compared with.</summary>
internal static class Protocols
{
    /// <summary>All of them. curl sends each file as a stream, with its length.</summary>
    public static IReadOnlyList<Protocol> All { get; } =
    [
        new("form", "-F", "source=@FILE"),
        new(
            "Resumable Uploads for HTTP", "-X", "POST", "-T", "FILE", "-H", "Upload-Complete: ?1", "-H", "Content-Type: video/mp4",
            "-H", "Content-Disposition: attachment; filename=\"film.mp4\""),
        new(
            "tus, creation with upload", "-X", "POST", "-T", "FILE", "-H", "Tus-Resumable: 1.0.0", "-H", "Content-Type: application/offset+octet-stream",
            "-H", $"Upload-Length: {Film.Size}", "-H", $"Upload-Metadata: filename {Convert.ToBase64String("film.mp4"u8)}"),
    ];
}
