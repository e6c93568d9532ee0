namespace Parhelion.Core.Uploading.Sniffing;

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

        var form = PlainTextSniffer.CertainForm(head);
        if (form != TextCodeUnits.None)
            return TextFormatSniffer.Detect(head, form);
        if ((Binary(head) ?? TextFormatSniffer.DetectActive(head)) is { } type)
            return type;

        form = PlainTextSniffer.LikelyForm(head);
        return form != TextCodeUnits.None ? TextFormatSniffer.Detect(head, form) : null;
    }

    /// <summary>Whether a text is XML that names a program of Office which runs macros in it.</summary>
    internal static bool IsOfficeXml(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, HeadBytes)];
        var form = PlainTextSniffer.CertainForm(head);
        if (form == TextCodeUnits.None) form = PlainTextSniffer.LikelyForm(head);
        return form != TextCodeUnits.None && TextFormatSniffer.NamesOffice(head, form);
    }

    /// <summary>The charset that may be claimed for a text that starts so, or null.</summary>
    internal static string? CharsetOf(ReadOnlySpan<byte> head) => TextCharset.Of(head[..Math.Min(head.Length, HeadBytes)]);

    /// <summary>Whether a PDF begins within the first 1,024 bytes: readers accept that, and mail gateways and printers do leave some there.</summary>
    internal static bool HasLatePdf(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, 1024 + PdfStart.Length + 1)];
        var at = head.IndexOf(PdfStart);
        return at >= 0 && at + PdfStart.Length < head.Length && char.IsAsciiDigit((char)head[at + PdfStart.Length]);
    }

    /// <summary>What bytes behind a tag of a sound are when they are no MPEG.</summary>
    internal static string? DetectUntagged(ReadOnlySpan<byte> bytes) =>
        FileSignatures.Detect(bytes) ?? ExecutableSniffer.Detect(bytes) ?? MediaContainerSniffer.Detect(bytes) ?? TextFormatSniffer.DetectActive(bytes);

    private static ReadOnlySpan<byte> PdfStart => "%PDF-"u8;

    private static string? Binary(ReadOnlySpan<byte> head) =>
        FileSignatures.Detect(head)
        ?? ZipSniffer.Detect(head)
        ?? OleSniffer.Detect(head)
        ?? IsoMediaSniffer.Detect(head)
        ?? ExecutableSniffer.Detect(head)
        ?? ImageSniffer.Detect(head)
        ?? MediaContainerSniffer.Detect(head)
        ?? MpegSniffer.Detect(head)
        ?? (HasLatePdf(head) && TextFormatSniffer.DetectActive(head) is null ? MediaTypes.Pdf : null);
}
