using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.S3;

/// <summary>The bytes of an upload between their sender and the store, so that their number is known before they are sent and a request can be
/// sent again. The first <see cref="BufferBytes"/> stay in memory; when more come, a file takes them, in which <see cref="Parts"/> parts have
/// room in turn. The file has no name: it is gone with the process, however that ends.</summary>
internal sealed class Spool(string path) : IDisposable
{
    /// <summary>What one upload takes of memory. A part is a multiple of it.</summary>
    public const int BufferBytes = 128 * 1024;

    /// <summary>Bytes of a part: above the 5 MiB that the protocol demands, and few enough to be sent again.</summary>
    public const int PartBytes = 8 << 20;

    /// <summary>Parts that have room at a time: one that is being filled, two that are on their way.</summary>
    public const int Parts = 3;

    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private SafeFileHandle? file;
    private int filled;

    /// <summary>Bytes that came.</summary>
    public long Length => Written + filled;

    /// <summary>Bytes that went into the file.</summary>
    public long Written { get; private set; }

    /// <summary>Whether the buffer must be written before more can come.</summary>
    public bool IsFull => filled == BufferBytes;

    /// <summary>Takes what has room in the buffer; how many bytes.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, BufferBytes - filled);
        bytes[..taken].CopyTo(buffer.AsSpan(filled));
        filled += taken;
        return taken;
    }

    /// <summary>Writes the buffer to the file. The part that had this room before must be through.</summary>
    public async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        file ??= Create();
        await RandomAccess.WriteAsync(file, buffer.AsMemory(0, filled), RoomOf(Written), cancellationToken);
        Written += filled;
        filled = 0;
    }

    /// <summary>Bytes that came, to be read as often as needed: from the buffer when nothing was written yet, else from what was written.</summary>
    public SpoolStream Read(long offset, int count) =>
        file is null ? new SpoolStream(buffer.AsMemory((int)offset, count)) : new SpoolStream(file, RoomOf(offset), count);

    /// <inheritdoc />
    public void Dispose()
    {
        file?.Dispose();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static long RoomOf(long offset) => offset % ((long)Parts * PartBytes);

    private SafeFileHandle Create()
    {
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            if (!OperatingSystem.IsWindows()) File.Delete(path);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
