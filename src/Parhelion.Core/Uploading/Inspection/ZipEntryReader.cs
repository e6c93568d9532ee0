using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>Reads and decompresses the content of one small entry of a ZIP archive: at most <see cref="StagedUploadReadBuffer.Bytes"/> compressed bytes.</summary>
internal static class ZipEntryReader
{
    private const int HeaderBytes = 30;

    /// <summary>Passes the content to <paramref name="read"/> and returns its result. Returns the default value if the entry is encrypted or damaged, or uses a
    /// compression that no Office program uses. The same holds for more than <see cref="StagedUploadReadBuffer.Bytes"/> compressed bytes.</summary>
    /// <param name="window">The archive.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="read">Reads the content. It must limit how much it reads, because compressed content may be very long.</param>
    public static async ValueTask<T?> ReadAsync<T>(StagedUploadReadBuffer window, ZipEntry entry, Func<Stream, T> read)
    {
        if (entry.IsEncrypted || entry.Method is not (0 or 8) || entry.CompressedBytes > StagedUploadReadBuffer.Bytes) return default;
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
