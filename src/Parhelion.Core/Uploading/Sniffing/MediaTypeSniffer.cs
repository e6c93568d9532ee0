namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>
/// Determines the media type of a file from the first 64 KiB. Ignores the file name and the type that a client claims. Knows every format that may be uploaded.
/// Also knows dangerous formats, so that the server can name the format of a refused upload.
/// </summary>
/// <remarks>The methods have no side effects, are safe for any number of threads, do not allocate and never throw.</remarks>
public static class MediaTypeSniffer
{
    /// <summary>Number of bytes of a file that are examined. More bytes change nothing.</summary>
    public const int HeadBytes = 64 * 1024;

    /// <summary>Detects the media type.</summary>
    /// <param name="head">
    /// The start of a file, or all of it. With fewer than <see cref="HeadBytes"/> bytes of a longer file the result may be less exact. For example, a
    /// later entry may determine the type of a ZIP.
    /// </param>
    /// <returns>
    /// A media type without parameters, or null if the format of the bytes is not known. It is in lower case, except for the suffix
    /// <c>macroEnabled</c>. Text is <c>text/plain</c> unless its first bytes show a more exact type. The type may be one that must be refused, such
    /// as <c>text/html</c> or <c>application/x-executable</c>.
    /// </returns>
    public static string? Detect(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, HeadBytes)];
        if (head.IsEmpty)
            return null;

        var form = PlainTextSniffer.CertainForm(head);
        if (form != TextEncodingForm.None)
            return TextFormatSniffer.Detect(head, form);
        if ((Binary(head) ?? TextFormatSniffer.DetectActive(head)) is { } type)
            return type;

        form = PlainTextSniffer.LikelyForm(head);
        return form != TextEncodingForm.None ? TextFormatSniffer.Detect(head, form) : null;
    }

    /// <summary>Whether a text is XML that names an Office program, which would run macros in it.</summary>
    internal static bool IsOfficeXml(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, HeadBytes)];
        var form = PlainTextSniffer.CertainForm(head);
        if (form == TextEncodingForm.None) form = PlainTextSniffer.LikelyForm(head);
        return form != TextEncodingForm.None && TextFormatSniffer.NamesOffice(head, form);
    }

    /// <summary>Returns the charset to declare for a text with this start, or null.</summary>
    internal static string? CharsetOf(ReadOnlySpan<byte> head) => TextCharsetSniffer.Detect(head[..Math.Min(head.Length, HeadBytes)]);

    /// <summary>Whether a PDF begins within the first 1,024 bytes. PDF readers accept that, and mail gateways and printers put some bytes in front.</summary>
    internal static bool HasLatePdf(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, 1024 + PdfStart.Length + 1)];
        var at = head.IndexOf(PdfStart);
        return at >= 0 && at + PdfStart.Length < head.Length && char.IsAsciiDigit((char)head[at + PdfStart.Length]);
    }

    /// <summary>Determines the type of bytes behind an audio tag if they are not MPEG.</summary>
    internal static string? DetectUntagged(ReadOnlySpan<byte> bytes) =>
        FileSignatures.Detect(bytes) ?? ExecutableSniffer.Detect(bytes) ?? MediaContainerSniffer.Detect(bytes) ?? TextFormatSniffer.DetectActive(bytes);

    private static ReadOnlySpan<byte> PdfStart => "%PDF-"u8;

    private static string? Binary(ReadOnlySpan<byte> head) =>
        FileSignatures.Detect(head)
        ?? ZipSniffer.Detect(head)
        ?? OleSniffer.Detect(head)
        ?? IsoMediaSniffer.Detect(head)
        ?? ExecutableSniffer.Detect(head)
        ?? AmbiguousImageSniffer.Detect(head)
        ?? MediaContainerSniffer.Detect(head)
        ?? MpegSniffer.Detect(head)
        ?? (HasLatePdf(head) && TextFormatSniffer.DetectActive(head) is null ? MediaTypes.Pdf : null);
}
