using System.Buffers.Binary;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Uploading.Dimensions;

/// <summary>Reads width, height and duration of an AVI file from the headers of the file and of its streams.</summary>
internal static class AviReader
{
    private const int FirstChunk = 12;
    private const int ChunkHeader = 8;
    private const int ListHeader = 12;
    private const int PeekedBytes = 64;

    public static async ValueTask<MediaDimensions> ReadAsync(BoundedRangeReader file)
    {
        var (width, height) = (0.0, 0.0);
        var (mainSeconds, videoSeconds, soundSeconds) = (0.0, 0.0, 0.0);
        // The lists of headers are entered, and all other chunks are skipped.
        for (long offset = FirstChunk; ;)
        {
            var chunk = await file.PeekAsync(offset, PeekedBytes);
            if (chunk.Length < ListHeader || IsList(chunk.Span, "movi"u8)) break;
            if (IsList(chunk.Span, "hdrl"u8) || IsList(chunk.Span, "strl"u8))
            {
                offset += ListHeader;
                continue;
            }

            var content = chunk.Span[ChunkHeader..];
            if (chunk.Span.StartsWith("avih"u8) && content.Length >= 40)
            {
                mainSeconds = (double)UInt32(content, 0) * UInt32(content, 16) / 1e6;
                (width, height) = (UInt32(content, 32), UInt32(content, 36));
            }
            else if (chunk.Span.StartsWith("strh"u8) && content.Length >= 36)
            {
                if (content.StartsWith("vids"u8)) videoSeconds = Math.Max(videoSeconds, SecondsOf(content));
                if (content.StartsWith("auds"u8)) soundSeconds = Math.Max(soundSeconds, SecondsOf(content));
            }

            long size = UInt32(chunk.Span, 4);
            offset += ChunkHeader + size + (size & 1);
        }

        return MediaDimensions.Of(width, height, videoSeconds > 0 ? videoSeconds : soundSeconds > 0 ? soundSeconds : mainSeconds);
    }

    // A stream has a length in units, and a rate: units per second as a fraction.
    private static double SecondsOf(ReadOnlySpan<byte> header)
    {
        var (scale, rate, length) = (UInt32(header, 20), UInt32(header, 24), UInt32(header, 32));
        return rate > 0 ? (double)length * scale / rate : 0;
    }

    private static bool IsList(ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> kind) => chunk.StartsWith("LIST"u8) && chunk[ChunkHeader..].StartsWith(kind);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
