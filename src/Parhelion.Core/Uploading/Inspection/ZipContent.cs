using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>The content of one small entry of an archive.</summary>
internal static class ZipContent
{
    private const int HeaderBytes = 30;

    /// <summary>Hands the content to a reader; its default when the entry is encrypted, damaged, compressed in a way that no Office program writes, or
    /// has more than <see cref="StagedWindow.Bytes"/> bytes in the archive.</summary>
    /// <param name="window">The archive.</param>
    /// <param name="entry">Which entry.</param>
    /// <param name="read">Reads the content; how much of it is up to the reader, since compressed content may be very long.</param>
    public static async ValueTask<T?> ReadAsync<T>(StagedWindow window, ZipEntry entry, Func<Stream, T> read)
    {
        if (entry.IsEncrypted || entry.Method is not (0 or 8) || entry.CompressedBytes > StagedWindow.Bytes) return default;
        if (!await window.ShowAsync(entry.HeaderOffset, HeaderBytes)) return default;
        var header = window.Slice(entry.HeaderOffset, HeaderBytes);
        if (!header.StartsWith("PK\u0003\u0004"u8)) return default;
        var start = entry.HeaderOffset + HeaderBytes + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        var count = (int)entry.CompressedBytes;
        if (!await window.ShowAsync(start, count)) return default;
        await using var raw = PipeReader.Create(new ReadOnlySequence<byte>(window.Memory(start, count))).AsStream();
        if (entry.Method == 0) return read(raw);
        await using var content = new DeflateStream(raw, CompressionMode.Decompress);
        return read(content);
    }
}
