using Parhelion.Core.Blobs;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>
/// Says what a whole upload is, where its start does not suffice: archives and compound files by their directory, sounds behind a long tag by what
/// follows it, XML for Word by its elements. It reads at most <see cref="MaxMoves"/> times 64 KiB and holds at most two such blocks, whatever the file says of itself.
/// </summary>
internal static class WholeFileInspection
{
    /// <summary>Most reads of one file. A directory of 4 MiB can be read through; that of an Office document has a few KiB.</summary>
    public const int MaxMoves = 64;

    /// <summary>Whether the start of a file does not suffice to say what it is.</summary>
    public static bool IsNeeded(ReadOnlySpan<byte> head) => KindOf(head) switch
    {
        Kind.Tagged => head.Length >= MediaTypeSniffer.HeadBytes && MpegSniffer.TagLength(head) + MpegSniffer.BehindTagBytes > head.Length,
        var kind => kind != Kind.Other,
    };

    /// <summary>The type of a file for which <see cref="IsNeeded"/> was true; null when it is none that is known.</summary>
    public static async ValueTask<string?> DetectAsync(IStagedUpload file, CancellationToken cancellationToken)
    {
        var budget = new ReadBudget(MaxMoves);
        using var window = new StagedWindow(file, budget, cancellationToken);
        var start = (int)Math.Min(file.Length, StagedWindow.Bytes);
        if (!await window.ShowAsync(0, start)) return null;
        switch (KindOf(window.Slice(0, start)))
        {
            case Kind.Zip:
                return await ZipInspection.DetectAsync(window);
            case Kind.Ole:
                using (var table = new StagedWindow(file, budget, cancellationToken)) return await OleInspection.DetectAsync(window, table);
            case Kind.Tagged:
                return await BehindTagAsync(window);
            default:
                return MediaTypeSniffer.IsOfficeXml(window.Slice(0, start)) ? await OfficeXml.DetectAsync(window) : null;
        }
    }

    /// <summary>More than any tag has at its start.</summary>
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

    private static async ValueTask<string?> BehindTagAsync(StagedWindow window)
    {
        long offset = 0;
        for (var left = MpegSniffer.MaxTags; left > 0; left--)
        {
            var start = (int)Math.Min(window.Length - offset, TagStartBytes);
            if (!await window.ShowAsync(offset, start) || MpegSniffer.TagLength(window.Slice(offset, start)) is not (> 0 and var length)) break;
            offset = Math.Min(window.Length, offset + length);
        }

        var count = (int)Math.Min(window.Length - offset, StagedWindow.Bytes);
        return await window.ShowAsync(offset, count) ? MpegSniffer.BehindTag(window.Slice(offset, count)) : null;
    }
}
