using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading;

/// <summary>
/// Says what bytes are, from their start alone: neither the name nor the type that a client claims is asked. Knows every
/// format that may be uploaded, and the formats that are dangerous enough to be called by their name when they are refused.
/// </summary>
/// <remarks>Pure, safe for any number of threads, does not allocate, never throws.</remarks>
public static class MediaTypeSniffer
{
    /// <summary>How many bytes of a file are looked at. Giving more changes nothing.</summary>
    public const int HeadBytes = 64 * 1024;

    /// <summary>Detects the media type.</summary>
    /// <param name="head">
    /// The start of a file, or all of it. With fewer than <see cref="HeadBytes"/> of a longer file the answer may be less
    /// exact, as when a ZIP is told by an entry further in.
    /// </param>
    /// <returns>
    /// A media type without parameters, in lower case, or null for bytes that are no known format. Text is
    /// <c>text/plain</c> unless its first bytes say more. The type may be one that must be refused, such as
    /// <c>text/html</c> or <c>application/x-executable</c>.
    /// </returns>
    public static string? Detect(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, HeadBytes)];
        if (head.IsEmpty)
            return null;

        return PlainText.IsText(head) ? TextFormats.Detect(head) : Binary(head) ?? TextFormats.DetectActive(head);
    }

    private static string? Binary(ReadOnlySpan<byte> head) =>
        Signatures.Detect(head)
        ?? ZipInside.Detect(head)
        ?? OleInside.Detect(head)
        ?? IsoMedia.Detect(head)
        ?? Executables.Detect(head)
        ?? Images.Detect(head)
        ?? MediaContainers.Detect(head)
        ?? MpegMedia.Detect(head)
        ?? LatePdf(head);

    /// <summary>Readers of PDF accept up to 1024 bytes before the header, and mail gateways do leave some there.</summary>
    private static string? LatePdf(ReadOnlySpan<byte> head) =>
        head[..Math.Min(head.Length, 1024)].IndexOf("%PDF-"u8) > 0 && TextFormats.DetectActive(head) is null
            ? MediaTypes.Pdf
            : null;
}
