using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Parhelion.Core;

namespace Parhelion.S3;

/// <summary>Buffers the bytes of an upload on this node before the bytes are sent to the store. The length of a request is therefore known before the request
/// is sent, and the request can be retried.</summary>
/// <remarks>Up to <see cref="BufferBytes"/> stay in memory. A larger upload goes to a file with room for <see cref="Parts"/> parts, whose regions are reused in
/// turn. The file has no name, or on Windows is deleted on close. The file therefore disappears with the process, however the process ends.</remarks>
/// <param name="path">Where the file is created.</param>
/// <param name="start">Position of the first buffered byte in the whole upload. The store already has the bytes before this position.</param>
internal sealed class Spool(string path, long start = 0) : IDisposable
{
    /// <summary>Memory that one upload takes: 128 KiB. The size of a part is a multiple of this number.</summary>
    public const int BufferBytes = 128 * 1024;

    /// <summary>Size of a part: 8 MiB. The protocol requires at least 5 MiB, and a small part is cheap to send again.</summary>
    public const int PartBytes = 8 << 20;

    /// <summary>Number of parts for which the file has room. One part is being filled while two parts are being sent.</summary>
    public const int Parts = 3;

    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private SafeFileHandle? file;
    private int filled;

    /// <summary>Position after the last received byte.</summary>
    public long Length => Written + filled;

    /// <summary>Position after the last byte that was written to the file.</summary>
    public long Written { get; private set; } = start;

    /// <summary>Whether the buffer is full and must be written before the next <see cref="Append"/>.</summary>
    public bool IsFull => filled == Room;

    /// <summary>Whether there is a file. Before <see cref="Read"/>, the buffer must then be written too.</summary>
    public bool HasFile => file is not null;

    // A write never goes beyond the end of a part.
    private int Room => (int)Math.Min(BufferBytes, PartBytes - (Written % PartBytes));

    /// <summary>Copies as many bytes to the buffer as fit, and returns their number.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, Room - filled);
        bytes[..taken].CopyTo(buffer.AsSpan(filled));
        filled += taken;
        return taken;
    }

    /// <summary>Writes the buffer to the file. The earlier part in the same region must have been sent completely.</summary>
    public async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        file ??= Create();
        await RandomAccess.WriteAsync(file, buffer.AsMemory(0, filled), RoomOf(Written), cancellationToken);
        Written += filled;
        filled = 0;
    }

    /// <summary>Writes bytes of an earlier request, which come before the first received byte and belong to the same part.</summary>
    public async ValueTask FillAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        file ??= Create();
        await RandomAccess.WriteAsync(file, bytes, RoomOf(offset), cancellationToken);
    }

    /// <summary>Opens a range of the received bytes, which can be read repeatedly. The bytes come from the file, or from the buffer if there is no file
    /// yet.</summary>
    public SpoolStream Read(long offset, int count) =>
        file is null ? new SpoolStream(buffer.AsMemory((int)(offset - Written), count)) : new SpoolStream(file, RoomOf(offset), count);

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
            if (PlatformFeatures.IsUnix) File.Delete(path);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
