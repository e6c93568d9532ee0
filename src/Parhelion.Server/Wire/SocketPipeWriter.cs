using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Win32.SafeHandles;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Wire;

/// <summary>
/// Writes the output of a connection to its socket. Short output needs only one system call. The system call <c>sendfile</c> sends pieces of files, so most
/// file bytes are not copied through this process. All other output goes to <paramref name="inner"/>, the pipe of Kestrel.
/// </summary>
/// <remarks>To send a piece of a file, <see cref="TrySendAsync"/> has Kestrel write placeholder bytes to this pipe, as many as the piece has, so that Kestrel
/// counts the right length. The pipe discards the placeholders and sends the piece in their place.</remarks>
internal sealed partial class SocketPipeWriter(ConnectionContext connection, Socket socket, PipeWriter inner) : PipeWriter
{
    /// <summary>The longest piece of a file that one call sends, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    // For a shorter piece, copying is cheaper than the extra system calls.
    private const int MinBytes = 32 * 1024;

    private const int ChunkBytes = 64 * 1024;

    // Keeps back at most this many bytes of a blob in a shared file until it is certain that the blob was not erased. The kernel sends whole pages before them.
    private const int LastBytes = 4096;

    // What a response writes before its first flush, if it fits. Longer output goes to the inner pipe.
    private const int BufferBytes = 8 * 1024;

    private static readonly byte[] Nothing = GC.AllocateUninitializedArray<byte>(MaxBytes);

    // Output that this class sends by itself: with one system call, without the way through the inner pipe, and the header of a file in one packet with its first
    // bytes. It exists only while the inner pipe holds nothing, neither unflushed nor unsent.
    private byte[]? buffer;
    private int buffered;

    private bool isInnerFlushing;

    private OpenBlob? blob;
    private SafeFileHandle? file;
    private long offset;
    private int count;

    /// <inheritdoc />
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    /// <inheritdoc />
    public override long UnflushedBytes => inner.UnflushedBytes + buffered;

    /// <summary>Adds this pipe to every connection. A flush must not end before the kernel has all bytes, or the bytes of a file would be sent before
    /// them.</summary>
    public static void Use(IWebHostBuilder host)
    {
        if (!LibcConstants.IsLinux64) return;
        // A flush waits until less than half of this size is unsent: less than 1 byte.
        host.UseSockets(sockets => sockets.MaxWriteBufferSize = 2);
        host.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => connection => next(Wrap(connection)))));
    }

    /// <summary>Sends an open range of a blob as the whole body of a response whose header has its length.</summary>
    /// <returns>False when this connection or blob does not allow <c>sendfile</c>. Nothing was sent then.</returns>
    /// <exception cref="BlobDeletedDuringReadException">The blob was erased meanwhile. The connection is broken off before the last bytes.</exception>
    public static async ValueTask<bool> TrySendAsync(HttpContext http, OpenBlob blob, long count)
    {
        if (count is < MinBytes or > MaxBytes || Of(http) is not { } output || !blob.TryGetCachedFile(out var file, out var offset)) return false;
        await http.Response.StartAsync(CancellationToken.None);
        (output.blob, output.file, output.offset, output.count) = (blob, file, offset, (int)count);
        var writer = http.Response.BodyWriter;
        writer.GetMemory((int)count);
        writer.Advance((int)count);
        await writer.FlushAsync(CancellationToken.None);
        return true;
    }

    /// <inheritdoc />
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (file is not null) return Nothing;
        return HasRoom(sizeHint) ? buffer.AsMemory(buffered) : inner.GetMemory(sizeHint);
    }

    /// <inheritdoc />
    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        if (file is not null) return Nothing;
        return HasRoom(sizeHint) ? buffer.AsSpan(buffered) : inner.GetSpan(sizeHint);
    }

    /// <inheritdoc />
    public override void Advance(int bytes)
    {
        if (file is not null) return;
        if (buffer is null) inner.Advance(bytes);
        else buffered += bytes;
    }

    /// <inheritdoc />
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (file is not null) return SendAsync(cancellationToken);
        return SendBuffer(LibcConstants.SendAtOnce) ? new(default(FlushResult)) : FlushInnerAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc />
    public override void Complete(Exception? exception = null)
    {
        ReleaseBuffer(0);
        inner.Complete(exception);
    }

    private static ConnectionContext Wrap(ConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket) return connection;
        var output = new SocketPipeWriter(connection, socket, connection.Transport.Output);
        connection.Transport = new Ways(connection.Transport.Input, output);
        connection.Features.Set(output);
        return connection;
    }

    // TLS encrypts the bytes, HTTP/2 divides them into frames, and a middleware may have replaced the body. All of them need the bytes in this process.
    private static SocketPipeWriter? Of(HttpContext http) =>
        HttpProtocol.IsHttp11(http.Request.Protocol) && http.Features.Get<ITlsHandshakeFeature>() is null &&
        http.Features.Get<IHttpResponseBodyFeature>() is not StreamResponseBodyFeature ? http.Features.Get<SocketPipeWriter>() : null;

    private async ValueTask<FlushResult> SendAsync(CancellationToken cancellationToken)
    {
        var sent = false;
        try
        {
            var flushed = SendBuffer(LibcConstants.SendBeforeMore) ? default : await FlushInnerAsync(cancellationToken);
            var last = blob!.IsInSharedFile ? (count - 1) % LastBytes + 1 : 0;
            while (!flushed.IsCompleted && !flushed.IsCanceled && count > 0) flushed = await (count > last ? SendSomeAsync(count - last, cancellationToken) : SendLastAsync(cancellationToken));
            sent = count == 0;
            return flushed;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return new FlushResult(isCanceled: false, isCompleted: true);
        }
        finally
        {
            (blob, file) = (null, null);
            // Kestrel assumes that the whole piece was sent, so the connection cannot be used any further.
            if (!sent) connection.Abort(new ConnectionAbortedException("A file was not sent completely."));
        }
    }

    private ValueTask<FlushResult> SendSomeAsync(int most, CancellationToken cancellationToken)
    {
        var done = SendFile(socket.SafeHandle, file!, ref offset, (nuint)most);
        if (done > 0)
        {
            count -= (int)done;
            return new(default(FlushResult));
        }

        if (done == 0) throw new EndOfStreamException("A blob is shorter than its row says.");
        return Marshal.GetLastPInvokeError() switch
        {
            LibcConstants.Interrupted => new(default(FlushResult)),
            LibcConstants.WouldWait => CopySomeAsync(cancellationToken),
            _ => new(new FlushResult(isCanceled: false, isCompleted: true)),
        };
    }

    // The send buffer is full because the reader is slow. Copy a part of the file into the inner pipe, whose flush waits for the reader.
    private async ValueTask<FlushResult> CopySomeAsync(CancellationToken cancellationToken)
    {
        var memory = inner.GetMemory(Math.Min(count, ChunkBytes));
        var read = await RandomAccess.ReadAsync(file!, memory[..Math.Min(count, memory.Length)], offset, cancellationToken);
        if (read == 0) throw new EndOfStreamException("A blob is shorter than its row says.");
        if (blob!.IsErased) throw new BlobDeletedDuringReadException();
        inner.Advance(read);
        (offset, count) = (offset + read, count - read);
        return await FlushInnerAsync(cancellationToken);
    }

    private ValueTask<FlushResult> SendLastAsync(CancellationToken cancellationToken)
    {
        if (!HasRoom(count)) return CopySomeAsync(cancellationToken);
        // As with sendfile, the kernel had all of it in memory a moment ago.
        var read = RandomAccess.Read(file!, buffer.AsSpan(buffered, count), offset);
        if (read == 0) throw new EndOfStreamException("A blob is shorter than its row says.");
        if (blob!.IsErased) throw new BlobDeletedDuringReadException();
        (buffered, offset, count) = (buffered + read, offset + read, count - read);
        return SendBuffer(LibcConstants.SendAtOnce) ? new(default(FlushResult)) : FlushInnerAsync(cancellationToken);
    }

    private bool HasRoom(int bytes)
    {
        if (buffer is null)
        {
            if (isInnerFlushing || inner.UnflushedBytes > 0 || bytes > BufferBytes) return false;
            buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        }

        if (buffer.Length - buffered >= Math.Max(bytes, 1)) return true;
        ReleaseBuffer(0);
        return false;
    }

    // Returns whether the kernel took all bytes of the buffer, and there were some. Otherwise the inner pipe has what it did not take.
    private bool SendBuffer(int flags)
    {
        if (buffer is null) return false;
        var sent = 0;
        try
        {
            if (buffered > 0) sent = (int)Send(socket.SafeHandle, buffer, (nuint)buffered, flags);
        }
        catch (ObjectDisposedException)
        {
            // The connection was aborted, which the inner pipe reports.
        }

        var isWhole = sent > 0 && sent == buffered;
        ReleaseBuffer(Math.Max(sent, 0));
        return isWhole;
    }

    // Passes the unsent rest of the buffer to the inner pipe.
    private void ReleaseBuffer(int sent)
    {
        if (buffer is null) return;
        if (sent < buffered) inner.Write(buffer.AsSpan(sent, buffered - sent));
        ArrayPool<byte>.Shared.Return(buffer);
        (buffer, buffered) = (null, 0);
    }

    private ValueTask<FlushResult> FlushInnerAsync(CancellationToken cancellationToken)
    {
        var flush = inner.FlushAsync(cancellationToken);
        return flush.IsCompleted ? flush : WaitAsync(flush);
    }

    private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush)
    {
        isInnerFlushing = true;
        try
        {
            return await flush;
        }
        finally
        {
            isInnerFlushing = false;
        }
    }

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(SafeSocketHandle to, byte[] bytes, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial nint SendFile(SafeSocketHandle to, SafeFileHandle from, ref long offset, nuint count);

    private sealed record Ways(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
