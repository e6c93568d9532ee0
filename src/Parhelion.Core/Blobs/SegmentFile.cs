using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Parhelion.Core.Blobs;

/// <summary>Reads and writes one open segment: a file that holds up to <see cref="MaxBlobs"/> small blobs. The file begins with a table of slots
/// (<see cref="SegmentTableEntry"/>), which say where the bytes of each blob are. Safe for concurrent use.</summary>
/// <remarks>The table is a hash table by key with linear probing. The bytes of each blob begin at a new block of the file system. Erasing a blob frees its
/// blocks in the file system, and leaves a hole in the file that reads as zeros. A slot is never used again.</remarks>
internal sealed partial class SegmentFile : IDisposable
{
    /// <summary>Blobs begin at multiples of this number of bytes, so that a hole frees all blocks of a blob and none of another one.</summary>
    public const int Alignment = 4096;

    /// <summary>The most blobs in a segment. Half as many are usual, because as many keys share a folder (<see cref="BlobKey.Run"/>). At least three of eight
    /// slots stay free, so that a search ends soon.</summary>
    public const int MaxBlobs = 320;

    /// <summary>Size of the table in bytes. The first slot has the header.</summary>
    public const int TableBytes = Slots * SegmentTableEntry.Bytes;

    private const int Slots = 512;
    private const int ForAll = 0x1b6; // 0666, less the umask

    // Slots that one system call reads.
    private const int Window = 8;

    private bool hasLock;

    private SegmentFile(string path, SafeFileHandle file) => (Path, File) = (path, file);

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>The open file.</summary>
    public SafeFileHandle File { get; }

    /// <summary>When the file was last written, by the clock of the file system.</summary>
    public DateTimeOffset WrittenAt => new(System.IO.File.GetLastWriteTimeUtc(File));

    private static ReadOnlySpan<byte> Header => "Parhelion segment 1\n"u8;

    /// <summary>Creates an empty segment and locks it, so that nobody deletes it while blobs are added. Its header is on the disk before its first blob, so a file
    /// without a header never had any.</summary>
    /// <exception cref="IOException">The file cannot be created. There is none then.</exception>
    public static SegmentFile Create(string path, Durability durability)
    {
        var file = OpenFile(path, FileMode.CreateNew, LibcConstants.LinuxReadWriteAndNew);
        try
        {
            var segment = new SegmentFile(path, file);
            if (!segment.TryLock()) throw new IOException("A new segment is locked by another process.");
            RandomAccess.Write(file, Header, 0);
            RandomAccess.SetLength(file, TableBytes);
            if (durability == Durability.Full) DiskFlush.File(file, "a new segment of small blobs");
            return segment;
        }
        catch
        {
            file.Dispose();
            System.IO.File.Delete(path);
            throw;
        }
    }

    /// <summary>Whether a file is a segment that its process was creating when it was killed: empty, or zeros without a slot, and nobody has it locked.</summary>
    public static bool IsUnfinished(string path)
    {
        using var segment = new SegmentFile(path, OpenFile(path, FileMode.Open, LibcConstants.LinuxReadWrite));
        var table = new byte[TableBytes + 1];
        var read = RandomAccess.Read(segment.File, table, 0);
        return read <= TableBytes && !table.AsSpan(0, read).ContainsAnyExcept((byte)0) && !segment.IsLocked();
    }

    /// <summary>Opens a segment for reading and erasing.</summary>
    /// <exception cref="FileNotFoundException">It does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is no segment.</exception>
    public static SegmentFile Open(string path)
    {
        var file = OpenFile(path, FileMode.Open, LibcConstants.LinuxReadWrite);
        Span<byte> header = stackalloc byte[Header.Length];
        if (RandomAccess.Read(file, header, 0) == header.Length && header.SequenceEqual(Header)) return new SegmentFile(path, file);
        file.Dispose();
        throw new InvalidDataException("A file among the segments is no segment.");
    }

    /// <summary>Number of bytes that a blob takes of a segment.</summary>
    public static long SpaceOf(long length) => (length + Alignment - 1) / Alignment * Alignment;

    /// <summary>The slot where the search for a key begins.</summary>
    public static int HomeOf(ReadOnlySpan<byte> key) => 1 + (int)(BinaryPrimitives.ReadUInt32LittleEndian(key[2..]) % (Slots - 1));

    /// <summary>The slot where the search goes on.</summary>
    public static int After(int slot) => slot == Slots - 1 ? 1 : slot + 1;

    /// <summary>Searches a key. If several slots have it, because it was written again, a live one is found, or else one that is being erased. The result is
    /// <c>null</c> when the search needs the disk and <paramref name="mayWait"/> is false.</summary>
    /// <returns>Whether the segment has the key, in any state.</returns>
    public bool? Find(BlobKey key, bool mayWait, out int index, out SegmentTableEntry found)
    {
        Span<byte> wanted = stackalloc byte[SegmentTableEntry.StateAt];
        SegmentTableEntry.Decode(key, wanted);
        Span<byte> window = stackalloc byte[Window * SegmentTableEntry.Bytes];
        (index, found) = (0, default);
        var next = HomeOf(wanted);
        for (var tried = 0; tried < Slots;)
        {
            var bytes = window[..(Math.Min(Window, Slots - next) * SegmentTableEntry.Bytes)];
            var read = 0;
            if (mayWait) read = RandomAccess.Read(File, bytes, next * SegmentTableEntry.Bytes);
            else if (!PageCacheReader.TryRead(File, bytes, next * SegmentTableEntry.Bytes, out read)) return null;
            for (; !bytes.IsEmpty; bytes = bytes[SegmentTableEntry.Bytes..], read -= SegmentTableEntry.Bytes, tried++, next = After(next))
            {
                if (read < SegmentTableEntry.Bytes || SegmentTableEntry.StateOf(bytes) == SegmentEntryState.Free) return index > 0;
                if (!SegmentTableEntry.HasKey(bytes, wanted) || !SegmentTableEntry.TryRead(bytes, out var slot) || (index > 0 && slot.State >= found.State)) continue;
                (index, found) = (next, slot);
                if (slot.State == SegmentEntryState.Live) return true;
            }
        }

        return index > 0;
    }

    /// <summary>Whether the blob of a slot is still there.</summary>
    public bool IsLive(int index)
    {
        Span<byte> state = stackalloc byte[1];
        return RandomAccess.Read(File, state, StateAt(index)) == 1 && state[0] == (byte)SegmentEntryState.Live;
    }

    /// <summary>Reads all slots that are not free.</summary>
    /// <param name="damaged">Number of slots that cannot be read.</param>
    public List<(int Index, SegmentTableEntry Slot)> ReadTable(out int damaged)
    {
        var table = new byte[TableBytes];
        var read = RandomAccess.Read(File, table, 0);
        var slots = new List<(int, SegmentTableEntry)>();
        damaged = 0;
        for (var index = 1; index < Slots && (index + 1) * SegmentTableEntry.Bytes <= read; index++)
        {
            var bytes = table.AsSpan(index * SegmentTableEntry.Bytes, SegmentTableEntry.Bytes);
            if (SegmentTableEntry.StateOf(bytes) == SegmentEntryState.Free) continue;
            if (SegmentTableEntry.TryRead(bytes, out var slot)) slots.Add((index, slot));
            else damaged++;
        }

        return slots;
    }

    /// <summary>Finds ranges with bytes that belong to no slot, or to an erased one: a process was killed, or the power failed, between the bytes and the slot of a
    /// blob, or before the hole of an upload that was refused had reached the disk.</summary>
    /// <param name="slots">The whole table.</param>
    public List<(long Offset, long Length)> FindStrayBytes(List<(int Index, SegmentTableEntry Slot)> slots)
    {
        var found = new List<(long, long)>();
        var end = (long)TableBytes;
        foreach (var (_, slot) in slots.Where(one => one.Slot.State != SegmentEntryState.Erased).OrderBy(one => one.Slot.Offset))
        {
            Add(end, slot.Offset);
            end = Math.Max(end, slot.Offset + SpaceOf(slot.Length));
        }

        Add(end, SpaceOf(RandomAccess.GetLength(File)));
        return found;

        void Add(long from, long to)
        {
            if (to > from && LibcConstants.IsLinux64 && Seek(File, from, LibcConstants.SeekData) is >= 0 and var data && data < to) found.Add((from, to - from));
        }
    }

    /// <summary>Writes a slot.</summary>
    public void WriteSlot(int index, SegmentTableEntry slot)
    {
        Span<byte> bytes = stackalloc byte[SegmentTableEntry.Bytes];
        slot.Write(bytes);
        RandomAccess.Write(File, bytes, index * SegmentTableEntry.Bytes);
    }

    /// <summary>Changes the state of a slot.</summary>
    public void SetState(int index, SegmentEntryState state) => RandomAccess.Write(File, [(byte)state], StateAt(index));

    /// <summary>Erases the bytes of a range. A file system that cannot make a hole now, for example because the disk is full, gets zeros instead.</summary>
    /// <exception cref="IOException">The bytes are still there.</exception>
    public void EraseBytes(long offset, long length)
    {
        if (length == 0 || TryPunch(File, offset, SpaceOf(length))) return;
        var zeros = new byte[(int)Math.Min(SpaceOf(length), 64 * 1024)];
        for (var done = 0L; done < length; done += zeros.Length) RandomAccess.Write(File, zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - done)), offset + done);
    }

    /// <summary>Locks the file if no other open file of any process has it locked. Readers of other programs are not hindered, as they would be by <c>flock</c>,
    /// which .NET uses for whatever it opens.</summary>
    public bool TryLock()
    {
        var range = new FileLock { Type = LibcConstants.LockAlone };
        return hasLock = LibcConstants.IsLinux64 && Lock(File, LibcConstants.LockOpenFile, ref range) == 0;
    }

    /// <summary>Ends the lock of <see cref="TryLock"/>.</summary>
    public void Unlock()
    {
        var range = new FileLock { Type = LibcConstants.NoLock };
        hasLock = LibcConstants.IsLinux64 && Lock(File, LibcConstants.LockOpenFile, ref range) != 0;
    }

    /// <summary>Whether another open file has the file locked, or this cannot be found out. Only looks: a command beside the server must not keep the server from
    /// locking a segment that it creates.</summary>
    public bool IsLocked()
    {
        var range = new FileLock { Type = LibcConstants.LockAlone };
        return !LibcConstants.IsLinux64 || Lock(File, LibcConstants.FindOpenFileLock, ref range) != 0 || range.Type != LibcConstants.NoLock;
    }

    /// <summary>Whether the file system of a file can make holes. The range is lost if it can.</summary>
    public static bool TryPunch(SafeFileHandle file, long offset, long length)
    {
        while (LibcConstants.IsLinux64 && Allocate(file, LibcConstants.KeepSizeAndPunchHole, offset, length) != 0)
        {
            if (Marshal.GetLastPInvokeError() is LibcConstants.Interrupted) continue;
            return false;
        }

        return LibcConstants.IsLinux64;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        // Not by closing the file alone: a process that is being started has it open too for a moment, and would keep the lock.
        if (hasLock) Unlock();
        File.Dispose();
    }

    // .NET would lock the file for all others while it is open, or for nobody.
    private static SafeFileHandle OpenFile(string path, FileMode mode, int flags)
    {
        var descriptor = LibcConstants.IsLinux64 ? Open(path, flags, ForAll) : -1;
        if (descriptor >= 0) return new SafeFileHandle(descriptor, ownsHandle: true);
        // Throws the right exception.
        return System.IO.File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    private static long StateAt(int index) => (index * SegmentTableEntry.Bytes) + SegmentTableEntry.StateAt;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long offset, int from);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int command, ref FileLock range);

    // struct flock of 64-bit Linux. Zeros stand for the whole file.
    [StructLayout(LayoutKind.Sequential)]
    private struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
