using System.Runtime.InteropServices;

namespace Parhelion.Rendering.Decoding;

/// <summary>Memory outside of the heap of .NET, for bytes of files and for pixels. It is freed at once when it is disposed.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private byte* bytes;

    /// <summary>Allocates memory that contains zeros.</summary>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public NativeBuffer(long length)
    {
        Length = length;
        bytes = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(1, length));
    }

    /// <summary>Its length in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Where it begins.</summary>
    public nint Address => (nint)bytes;

    /// <summary>Its bytes, at most 2 GiB from <paramref name="start"/> on.</summary>
    public Span<byte> Span(long start = 0) => new(bytes + start, (int)Math.Min(int.MaxValue, Length - start));

    /// <summary>A stream that reads it.</summary>
    public Stream Read() => new UnmanagedMemoryStream(bytes, Length);

    /// <summary>Changes its length and keeps the bytes.</summary>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public void Resize(long length)
    {
        bytes = (byte*)NativeMemory.Realloc(bytes, (nuint)Math.Max(1, length));
        Length = length;
    }

    /// <summary>Drops the bytes before <paramref name="start"/>.</summary>
    public void DropBefore(long start)
    {
        Buffer.MemoryCopy(bytes + start, bytes, Length, Length - start);
        Length -= start;
    }

    public void Dispose()
    {
        NativeMemory.Free(bytes);
        bytes = null;
    }
}
