using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>Opens and reads files only if the kernel has them in its page cache. The calling thread therefore never waits for a disk. When a call would block,
/// the method returns <see langword="null"/> or <see langword="false"/> instead.</summary>
/// <remarks>Needs Linux with openat2 and RESOLVE_CACHED (5.12 or later), preadv2 and RWF_NOWAIT (4.14 or later), and cachestat (6.5 or later). On other systems
/// every method reports that the call would block.</remarks>
internal static partial class PageCacheReader
{
    private static bool opens = LibcConstants.IsLinux64;
    private static bool counts = LibcConstants.IsLinux64;
    private static bool reads = LibcConstants.IsLinux64;

    /// <summary>Opens a file for reading; <c>null</c> when that needs the disk or the file does not exist.</summary>
    public static unsafe SafeFileHandle? TryOpen(string path)
    {
        if (!opens) return null;
        var how = new How { Flags = LibcConstants.LinuxReadOnly, Resolve = LibcConstants.ResolveCached };
        var descriptor = Call(LibcConstants.OpenAt2Call, LibcConstants.WorkingDirectory, path, &how, (nuint)sizeof(How));
        if (descriptor >= 0) return new SafeFileHandle(descriptor, ownsHandle: true);
        // A kernel that does not support the call is not asked again.
        opens = Marshal.GetLastPInvokeError() is LibcConstants.NoSuchFile or LibcConstants.Interrupted or LibcConstants.WouldWait
            or LibcConstants.TooManyFilesOfProcess or LibcConstants.TooManyFilesOfSystem;
        return null;
    }

    /// <summary>Reads bytes that are in memory. False when there are none. At the end of the file <paramref name="read"/> is 0.</summary>
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

        // A file system that does not support the call is not asked again either.
        reads = Marshal.GetLastPInvokeError() is LibcConstants.Interrupted or LibcConstants.WouldWait;
        return false;
    }

    /// <summary>Whether all bytes of a range are in the page cache.</summary>
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

    // The libc of Alpine has preadv2 since version 1.2.5.
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
