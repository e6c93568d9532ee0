using Parhelion.Core.Blobs;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>Determines the type of an uploaded file if the first 64 KiB of the file do not show the type.</summary>
/// <remarks>The type of an archive or a compound file is found in the directory of the file. For audio that begins with a long tag, the bytes after the tag are
/// read. For XML of an Office program, the elements are read. At most <see cref="MaxMoves"/> blocks of 64 KiB are read, and at most two of these blocks are
/// held in memory, whatever sizes the file states.</remarks>
internal static class WholeFileTypeDetector
{
    /// <summary>Maximum number of blocks that are read of one file. With this number, a directory of 4 MiB can be read. The directory of an Office document has
    /// a few KiB.</summary>
    public const int MaxMoves = 64;

    /// <summary>Whether the start of a file that is not text is not enough to determine the type of the file.</summary>
    public static bool IsNeeded(ReadOnlySpan<byte> head) => KindOf(head) switch
    {
        Kind.Tagged => head.Length >= MediaTypeSniffer.HeadBytes && MpegSniffer.TagLength(head) + MpegSniffer.AfterTagBytes > head.Length,
        var kind => kind != Kind.Other,
    };

    /// <summary>Returns the type of a file whose start is not enough to determine the type; null if the type is not known.</summary>
    public static async ValueTask<string?> DetectAsync(IStagedUploadReader file, CancellationToken cancellationToken)
    {
        var budget = new InspectionReadBudget(MaxMoves);
        using var window = new StagedUploadReadBuffer(file, budget, cancellationToken);
        var start = (int)Math.Min(file.Length, StagedUploadReadBuffer.Bytes);
        if (!await window.ShowAsync(0, start)) return null;
        switch (KindOf(window.Slice(0, start)))
        {
            case Kind.Zip:
                return await ZipTypeDetector.DetectAsync(window);
            case Kind.Ole:
                using (var table = new StagedUploadReadBuffer(file, budget, cancellationToken)) return await OleTypeDetector.DetectAsync(window, table);
            case Kind.Tagged:
                return await DetectAfterTagAsync(window);
            default:
                return MediaTypeSniffer.IsOfficeXml(window.Slice(0, start)) ? await XmlTypeDetector.DetectAsync(window) : null;
        }
    }

    /// <summary>Bytes that are read to recognise a tag. Every kind of tag can be recognised by fewer.</summary>
    private const int TagStartBytes = 64;

    private enum Kind
    {
        Other,
        Zip,
        Ole,
        Tagged,
    }

    private static Kind KindOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK"u8)) return Kind.Zip;
        if (head.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])) return Kind.Ole;
        return MpegSniffer.TagLength(head) > 0 ? Kind.Tagged : Kind.Other;
    }

    private static async ValueTask<string?> DetectAfterTagAsync(StagedUploadReadBuffer window)
    {
        long offset = 0;
        for (var left = MpegSniffer.MaxTags; left > 0; left--)
        {
            var start = (int)Math.Min(window.Length - offset, TagStartBytes);
            if (!await window.ShowAsync(offset, start) || MpegSniffer.TagLength(window.Slice(offset, start)) is not (> 0 and var length)) break;
            offset = Math.Min(window.Length, offset + length);
        }

        var count = (int)Math.Min(window.Length - offset, StagedUploadReadBuffer.Bytes);
        return await window.ShowAsync(offset, count) ? MpegSniffer.DetectAfterTag(window.Slice(offset, count)) : null;
    }
}
