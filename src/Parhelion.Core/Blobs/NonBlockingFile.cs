using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>Files without waiting for a disk: what the system has in memory is had by the thread that asks, and all else is left to others. Linux
/// has calls for it (openat2 with RESOLVE_CACHED, 5.12 and later; preadv2 with RWF_NOWAIT, 4.14 and later; cachestat, 6.5 and later); elsewhere nothing succeeds.</summary>
internal static partial class NonBlockingFile
{
    private static bool opens = LibcConstants.IsLinux64;
    private static bool counts = LibcConstants.IsLinux64;
    private static bool reads = LibcConstants.IsLinux64;

    /// <summary>Opens a file for reading; <c>null</c> when it would have to be looked for on the disk, or is not there.</summary>
    public static unsafe SafeFileHandle? TryOpen(string path)
    {
        if (!opens) return null;
        var how = new How { Flags = LibcConstants.LinuxReadOnly, Resolve = LibcConstants.ResolveCached };
        var descriptor = Call(LibcConstants.OpenAt2Call, LibcConstants.WorkingDirectory, path, &how, (nuint)sizeof(How));
        if (descriptor >= 0) return new SafeFileHandle(descriptor, ownsHandle: true);
        // A system that does not know how is not asked again.
        opens = Marshal.GetLastPInvokeError() is LibcConstants.NoSuchFile or LibcConstants.Interrupted or LibcConstants.WouldWait
            or LibcConstants.TooManyFilesOfProcess or LibcConstants.TooManyFilesOfSystem;
        return null;
    }

    /// <summary>Reads what is in memory; whether that was anything. At the end of the file it is 0 bytes.</summary>
    public static unsafe bool TryRead(SafeFileHandle file, Span<byte> buffer, long offset, out int read)
    {
        read = 0;
        if (!reads) return false;
        fixed (byte* start = buffer)
        {
            var vector = new Vector { Base = start, Length = (nuint)buffer.Length };
            var result = ReadOrForget(file, &vector, offset);
            if (result >= 0)
            {
                read = (int)result;
                return true;
            }
        }

        // Nor is a file system that cannot.
        reads = Marshal.GetLastPInvokeError() is LibcConstants.Interrupted or LibcConstants.WouldWait;
        return false;
    }

    /// <summary>Whether all bytes of a range are in memory.</summary>
    public static unsafe bool Holds(SafeFileHandle file, long offset, long count)
    {
        if (!counts || count == 0) return false;
        var range = new Range { Offset = (ulong)offset, Length = (ulong)count };
        var pages = default(Pages);
        if (Count(LibcConstants.CacheStatCall, file, &range, &pages, 0) == 0)
        {
            var size = Environment.SystemPageSize;
            return pages.Cached > (ulong)((offset + count - 1) / size - offset / size);
        }

        counts = Marshal.GetLastPInvokeError() is LibcConstants.Interrupted;
        return false;
    }

    // The libc of Alpine has it since 1.2.5.
    private static unsafe nint ReadOrForget(SafeFileHandle file, Vector* vector, long offset)
    {
        try
        {
            return Read(file, vector, 1, offset, LibcConstants.ReadWithoutWaiting);
        }
        catch (EntryPointNotFoundException)
        {
            Marshal.SetLastPInvokeError(0);
            return -1;
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial nint Count(nint number, SafeFileHandle file, Range* range, Pages* pages, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint Call(nint number, nint directory, string path, How* how, nuint size);

    [LibraryImport("libc", EntryPoint = "preadv2", SetLastError = true)]
    private static unsafe partial nint Read(SafeFileHandle file, Vector* vectors, int count, long offset, int flags);

    private struct How
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    private struct Range
    {
        public ulong Offset;
        public ulong Length;
    }

    private struct Pages
    {
        public ulong Cached;
        public ulong Dirty;
        public ulong Writeback;
        public ulong Evicted;
        public ulong RecentlyEvicted;
    }

    private unsafe struct Vector
    {
        public byte* Base;
        public nuint Length;
    }
}
