using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Parhelion.Server.Wire;

/// <summary>The memory in which bytes come from the network and go to it: blocks of 64 KiB instead of the usual 4, so that a file takes a
/// sixteenth of the system calls. For files on this machine: those of a store elsewhere wait for it, and would only hold more memory. A connection that waits holds none; one that sends or receives holds as many as it has bytes under way.</summary>
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
        // What is not in use belongs to the process.
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
