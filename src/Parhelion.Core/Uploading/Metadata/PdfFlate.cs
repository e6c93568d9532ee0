using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Decompresses and compresses streams of a PDF that use the filter <c>FlateDecode</c>.</summary>
internal static class PdfFlate
{
    /// <summary>Reads a stream that is compressed once, without a predictor.</summary>
    /// <returns><c>null</c> if the stream is compressed in another way, damaged, or larger than <paramref name="max"/> before or after.</returns>
    public static byte[]? Inflate(string dictionary, FileRegionAccessor data, int max)
    {
        var isSimple = dictionary.Contains("/FlateDecode", StringComparison.Ordinal) && !dictionary.Contains("/DecodeParms", StringComparison.Ordinal)
            && dictionary.Split("Decode").Length == 2;
        if (!isSimple || data.Length > max) return null;
        try
        {
            using var source = PipeReader.Create(new ReadOnlySequence<byte>(data.Read(0, data.Length, max))).AsStream();
            using var inflate = new ZLibStream(source, CompressionMode.Decompress);
            var bytes = new byte[Math.Min(max + 1L, (4 * data.Length) + 1024)];
            var count = 0;
            while (inflate.ReadAtLeast(bytes.AsSpan(count), bytes.Length - count, throwOnEndOfStream: false) is > 0 and var read)
            {
                count += read;
                if (count > max) return null;
                if (count == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(max + 1L, 2L * bytes.Length));
            }

            return bytes[..count];
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Compresses bytes as well as possible into <paramref name="target"/>.</summary>
    /// <returns>False if they do not fit.</returns>
    public static bool TryDeflate(byte[] bytes, Span<byte> target)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        using (var deflate = new ZLibStream(pipe.Writer.AsStream(), CompressionLevel.SmallestSize)) deflate.Write(bytes);
        if (!pipe.Reader.TryRead(out var read) || read.Buffer.Length > target.Length) return false;
        read.Buffer.CopyTo(target);
        return true;
    }
}
