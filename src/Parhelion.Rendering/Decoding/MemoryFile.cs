using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Parhelion.Rendering.Sandbox;

namespace Parhelion.Rendering.Decoding;

/// <summary>A file in memory that has no name in any folder (Linux). A program that this process becomes can open it.</summary>
internal sealed class MemoryFile : IDisposable
{
    private readonly int descriptor;
    private readonly SafeFileHandle handle;

    /// <summary>Makes an empty file.</summary>
    /// <exception cref="IOException">The system cannot.</exception>
    public MemoryFile()
    {
        // Without MFD_CLOEXEC, because the program inherits it.
        descriptor = Libc.CreateMemoryFile("file", 0);
        if (descriptor < 0) throw new IOException("No file in memory could be made.", new Win32Exception(Marshal.GetLastPInvokeError()));
        handle = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Its path, for this process and for those that it starts.</summary>
    public string Path => $"/proc/self/fd/{descriptor}";

    /// <summary>Adds bytes at <paramref name="position"/>.</summary>
    public void Write(ReadOnlySpan<byte> bytes, long position) => RandomAccess.Write(handle, bytes, position);

    /// <summary>The byte at <paramref name="position"/>; 0 behind the end.</summary>
    public byte ByteAt(long position)
    {
        Span<byte> one = stackalloc byte[1];
        return RandomAccess.Read(handle, one, position) == 1 ? one[0] : (byte)0;
    }

    public void Dispose() => handle.Dispose();
}
