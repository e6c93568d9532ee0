using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Parhelion.Server.Wire;

/// <summary>A memory pool for the connections of Kestrel. Its blocks have 64 KiB instead of 4 KiB, so the transfer of a file needs a sixteenth of the system
/// calls.</summary>
/// <remarks>The pool is used only if the blobs are on the local disk. A transfer from a remote store waits for the store, so larger blocks would only take more
/// memory. An idle connection holds no block. A busy connection holds as many blocks as its bytes in transit need.</remarks>
internal sealed class NetworkBufferPool : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 64 * 1024;

    /// <inheritdoc />
    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc />
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <inheritdoc />
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Block(Math.Max(minBufferSize, BlockBytes));

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        // Unused blocks belong to the shared array pool of the process.
    }

    private sealed class Block(int size) : IMemoryOwner<byte>
    {
        private byte[]? bytes = ArrayPool<byte>.Shared.Rent(size);

        public Memory<byte> Memory => bytes;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref bytes, null) is { } mine) ArrayPool<byte>.Shared.Return(mine);
        }
    }
}
