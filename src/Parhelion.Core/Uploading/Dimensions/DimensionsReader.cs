using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Determines width, height and duration of images, films and sound when an upload is complete. For most formats, only headers are read. Nothing is
/// decoded.</summary>
/// <remarks>At most <see cref="BoundedRangeReader.MaxBlocks"/> blocks of 64 KiB are read, and only one of them is held in memory at a time, whatever sizes the
/// file states. For most formats, the reader is chosen by the first bytes of the file and not by the media type, because the operator may configure any media
/// type for an extension.</remarks>
internal static class DimensionsReader
{
    private const int StartBytes = 64;

    /// <summary>Whether files of a media type may have dimensions. Nothing is read of other files.</summary>
    public static bool IsNeeded(string mediaType) =>
        mediaType.StartsWith("image/", StringComparison.Ordinal) || mediaType.StartsWith("audio/", StringComparison.Ordinal)
        || mediaType.StartsWith("video/", StringComparison.Ordinal) || mediaType == MediaTypes.Ogg;

    /// <summary>Reads the dimensions. A file that is damaged, or of which the store cannot give the bytes now, has none; it is no reason to refuse an
    /// upload.</summary>
    public static async ValueTask<MediaDimensions> ReadAsync(IStagedUploadReader upload, string mediaType)
    {
        if (!IsNeeded(mediaType)) return default;
        try
        {
            using var file = new BoundedRangeReader(upload);
            return (await ReadAsync(file, mediaType)).For(mediaType);
        }
        catch (IOException)
        {
            return default;
        }
    }

    private static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file, string mediaType)
    {
        if (mediaType == MediaTypes.Svg) return await SvgReader.ReadAsync(file);
        var start = await file.PeekAsync(0, StartBytes);
        return KindOf(start.Span) switch
        {
            Kind.Png => ImageHeaderReader.Png(start.Span),
            Kind.Gif => ImageHeaderReader.Gif(start.Span),
            Kind.Bmp => ImageHeaderReader.Bmp(start.Span),
            Kind.Jpeg => await JpegReader.ReadAsync(file),
            Kind.Tiff => await TiffReader.ReadAsync(file),
            Kind.WebP => await WebPReader.ReadAsync(file),
            Kind.Wave => await WaveReader.ReadAsync(file),
            Kind.Avi => await AviReader.ReadAsync(file),
            Kind.Iso => await IsoMediaReader.ReadAsync(file),
            Kind.Matroska => await MatroskaReader.ReadAsync(file),
            Kind.Ogg => await OggReader.ReadAsync(file),
            Kind.Flac => FlacHeaderReader.Read(start.Span[4..]),
            Kind.Asf => await AsfReader.ReadAsync(file),
            Kind.Caf => await CafReader.ReadAsync(file),
            Kind.Amr => await AmrReader.ReadAsync(file),
            Kind.MpegVideo => await MpegVideoReader.ReadAsync(file),
            // These formats have no first bytes of their own.
            _ when mediaType is MediaTypes.MpegAudio or MediaTypes.Aac => await MpegAudioReader.ReadAsync(file),
            _ when mediaType == MediaTypes.MpegTransport => await MpegVideoReader.ReadAsync(file),
            _ => default,
        };
    }

    private enum Kind
    {
        Other,
        Png,
        Gif,
        Bmp,
        Jpeg,
        Tiff,
        WebP,
        Wave,
        Avi,
        Iso,
        Matroska,
        Ogg,
        Flac,
        Asf,
        Caf,
        Amr,
        MpegVideo,
    }

    private static Kind KindOf(ReadOnlySpan<byte> start)
    {
        if (start.Length < 16) return Kind.Other;
        if (start.StartsWith<byte>([0xFF, 0xD8, 0xFF])) return Kind.Jpeg;
        if (start.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'])) return Kind.Png;
        if (start.StartsWith("GIF8"u8)) return Kind.Gif;
        if (start.StartsWith("BM"u8)) return Kind.Bmp;
        if (start.StartsWith("OggS"u8)) return Kind.Ogg;
        if (start.StartsWith("fLaC"u8)) return Kind.Flac;
        if (start.StartsWith("caff"u8)) return Kind.Caf;
        if (start.StartsWith("#!AMR"u8)) return Kind.Amr;
        if (start.StartsWith<byte>([0x1A, 0x45, 0xDF, 0xA3])) return Kind.Matroska;
        if (start.StartsWith<byte>([0x30, 0x26, 0xB2, 0x75])) return Kind.Asf;
        if (start.StartsWith<byte>([0, 0, 1, 0xBA]) || start.StartsWith<byte>([0, 0, 1, 0xB3])) return Kind.MpegVideo;
        return TiffReader.IsHeader(start) ? Kind.Tiff : KindOfContainer(start[4..8], start[8..12]);
    }

    private static Kind KindOfContainer(ReadOnlySpan<byte> box, ReadOnlySpan<byte> form)
    {
        if (form.SequenceEqual("WEBP"u8)) return Kind.WebP;
        if (form.SequenceEqual("WAVE"u8)) return Kind.Wave;
        if (form.SequenceEqual("AVI "u8)) return Kind.Avi;
        var isBox = box.SequenceEqual("ftyp"u8) || box.SequenceEqual("moov"u8) || box.SequenceEqual("mdat"u8) || box.SequenceEqual("wide"u8)
            || box.SequenceEqual("free"u8) || box.SequenceEqual("skip"u8) || box.SequenceEqual("pnot"u8);
        return isBox ? Kind.Iso : Kind.Other;
    }
}
