using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Holds an upload in a temporary file of this node while metadata is removed. A cleaner may overwrite bytes in place. Then the cleaner lists the parts of the
/// cleaned file in order. <see cref="Keep"/> adds a range of the upload, and <see cref="Insert"/> adds new bytes.
/// </summary>
/// <remarks>The temporary file disappears with the process, because it has no name, or on Windows is deleted on close. It is read and written on the calling
/// thread, because its bytes were just written and are in the page cache. At most <see cref="WindowBytes"/> of the file and <see cref="MaxInserted"/> new bytes
/// are held in memory. More new bytes cause a <see cref="MetadataFormatException"/>.</remarks>
internal sealed class SpooledFile : IDisposable
{
    /// <summary>Largest number of bytes that one call of <see cref="View"/> returns.</summary>
    public const int WindowBytes = 16 * 1024;

    /// <summary>Largest number of bytes that a cleaned file has and the upload has not.</summary>
    public const int MaxInserted = 64 * 1024;

    // As for a plain upload: large enough for few writes to the store.
    private const int ReadBytes = 128 * 1024;

    // A piece takes 24 bytes.
    private const int MaxPieces = 100_000;

    private readonly SafeFileHandle file;
    private readonly byte[] window = ArrayPool<byte>.Shared.Rent(WindowBytes);
    private readonly List<Piece> pieces = [];
    private PipeReader? cleaned;
    private long windowStart;
    private int windowFilled;
    private int inserted;

    /// <summary>Creates an empty file in <paramref name="folder"/>, which exists.</summary>
    public SpooledFile(string folder)
    {
        var path = Path.Combine(folder, $"{Path.GetRandomFileName()}.spool");
        file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        if (PlatformFeatures.IsUnix) File.Delete(path);
    }

    /// <summary>Length of the upload in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Length of the cleaned file in bytes.</summary>
    public long CleanedLength => pieces.Sum(piece => piece.Count);

    /// <summary>Appends all bytes of the upload that <paramref name="source"/> returns.</summary>
    public async Task AppendAsync(PipeReader source, CancellationToken cancellationToken) =>
        Length = await ByteSequenceFileWriter.CopyAsync(source, file, Length, cancellationToken);

    /// <summary>Appends bytes of the upload.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(file, bytes, Length);
        Length += bytes.Length;
    }

    /// <summary>Returns <paramref name="count"/> bytes, or fewer if the file ends before. The bytes are valid until the next call.</summary>
    public ReadOnlySpan<byte> View(long offset, int count)
    {
        count = (int)Math.Min(count, Math.Max(0, Length - offset));
        if (offset < windowStart || offset + count > windowStart + windowFilled)
        {
            (windowStart, windowFilled) = (offset, 0);
            Read(offset, window.AsSpan(0, (int)Math.Min(WindowBytes, Length - offset)));
            windowFilled = (int)Math.Min(WindowBytes, Length - offset);
        }

        return window.AsSpan((int)(offset - windowStart), count);
    }

    /// <summary>Reads bytes that are wholly within the file.</summary>
    public void Read(long offset, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(file, bytes, offset);
            if (read == 0) throw new IOException("The temporary file of an upload is shorter than it was written.");
            bytes = bytes[read..];
            offset += read;
        }
    }

    /// <summary>Overwrites bytes that are wholly within the file.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        windowFilled = 0;
        RandomAccess.Write(file, bytes, offset);
    }

    /// <summary>Adds a range of the file to the end of the cleaned file.</summary>
    public void Keep(long offset, long count)
    {
        if (count <= 0) return;
        if (pieces.Count > 0 && pieces[^1] is { Bytes: null } last && last.Offset + last.Count == offset) pieces[^1] = last with { Count = last.Count + count };
        else Add(new Piece(offset, count, null));
    }

    /// <summary>Adds new bytes to the end of the cleaned file.</summary>
    public void Insert(byte[] bytes)
    {
        inserted += bytes.Length;
        if (inserted > MaxInserted) throw new MetadataFormatException("Too much of the file would have to be written anew.");
        Add(new Piece(0, bytes.Length, bytes));
    }

    /// <summary>Opens the cleaned file, which can be read once.</summary>
    public PipeReader OpenCleaned() => cleaned = PipeReader.Create(new CleanedStream(this, pieces), new StreamPipeReaderOptions(bufferSize: ReadBytes));

    /// <inheritdoc />
    public void Dispose()
    {
        cleaned?.Complete();
        file.Dispose();
        ArrayPool<byte>.Shared.Return(window);
    }

    private void Add(Piece piece)
    {
        if (pieces.Count == MaxPieces) throw new MetadataFormatException("The file has too many parts.");
        pieces.Add(piece);
    }

    /// <summary>A part of the cleaned file.</summary>
    /// <param name="Offset">Position in the upload.</param>
    /// <param name="Count">Number of bytes.</param>
    /// <param name="Bytes">New bytes; <c>null</c> for bytes of the upload.</param>
    internal readonly record struct Piece(long Offset, long Count, byte[]? Bytes);
}
