using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Parhelion.Server.Wire;

/// <summary>Memory pool for the connections of Kestrel. Its blocks of 64 KiB, instead of 4 KiB, let a file take a sixteenth of the system calls. It is used for
/// blobs on the local disk only: transfers from a remote store wait for the store, and would only hold more memory. An idle connection holds no block; a busy
/// one holds as many as its bytes in transit need.</summary>
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
