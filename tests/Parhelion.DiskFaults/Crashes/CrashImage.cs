using Microsoft.Win32.SafeHandles;
using Parhelion.DiskFaults.Disks;

namespace Parhelion.DiskFaults.Crashes;

/// <summary>Builds the disk as a power cut has left it. Everything before the last flush is there; what comes behind it may be there or not,
/// by the <see cref="Fate"/> of the crash.</summary>
/// <remarks>A write that was sent before a flush but had not ended yet may be missing on a real disk; here it is there if the log has it before the
/// flush.</remarks>
internal sealed class CrashImage : IDisposable
{
    private const int ChunkBytes = 64 * 1024;
    private const int SectorBytes = 512;

    private readonly DiskLog log;
    private readonly FileSystem fileSystem;
    private readonly SafeFileHandle flushed;
    private readonly bool[] written = new bool[FileSystem.Megabytes * (1024 / 64)];
    private int applied;

    /// <summary>Nothing is applied yet.</summary>
    public CrashImage(DiskLog log, FileSystem fileSystem, string folder)
    {
        this.log = log;
        this.fileSystem = fileSystem;
        flushed = Open(Path.Combine(folder, "flushed"));
    }

    /// <summary>Builds the state of a point in a file. Points must come in the order of the log.</summary>
    /// <returns>How many writes had no flush behind them, and how many of these are on the disk.</returns>
    public (int Pending, int Kept) Build(CrashPoint point, string file)
    {
        var flush = LastFlush(point.Record);
        for (; applied < flush; applied++) Apply(flushed, log.Records[applied]);
        using var state = Open(file);
        Copy(state);
        var pending = Enumerable.Range(flush, point.Record - flush).Select(index => log.Records[index])
            .Where(record => record.Type is RecordType.Write or RecordType.Discard).ToList();
        var random = new Random(point.Seed);
        var kept = Choose(pending, point.Fate, random);
        foreach (var record in kept) ApplyTo(state, record, isTorn: point.Fate == Fate.Torn && random.Next(3) == 0, random);
        return (pending.Count, kept.Count);
    }

    /// <inheritdoc />
    public void Dispose() => flushed.Dispose();

    private static SafeFileHandle Open(string file)
    {
        var handle = File.OpenHandle(file, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.SetLength(handle, (long)FileSystem.Megabytes << 20);
        return handle;
    }

    private int LastFlush(int record)
    {
        for (var index = record - 1; index >= applied; index--) if (log.Records[index].Type == RecordType.Flush) return index;
        return applied;
    }

    // Only what was ever written: the rest of the file is a hole.
    private void Copy(SafeFileHandle state)
    {
        var chunk = new byte[ChunkBytes];
        for (var index = 0; index < written.Length; index++)
        {
            if (!written[index]) continue;
            var count = RandomAccess.Read(flushed, chunk, (long)index * ChunkBytes);
            RandomAccess.Write(state, chunk.AsSpan(0, count), (long)index * ChunkBytes);
        }
    }

    private static List<DiskRecord> Choose(List<DiskRecord> pending, Fate fate, Random random)
    {
        if (fate == Fate.None) return [];
        if (fate == Fate.All) return pending;
        var share = random.NextDouble();
        var some = pending.Where(_ => random.NextDouble() < share).ToList();
        if (fate == Fate.Some) return some;
        var order = some.ToArray();
        random.Shuffle(order);
        return [.. order];
    }

    private void Apply(SafeFileHandle image, DiskRecord record)
    {
        if (record.Type is not (RecordType.Write or RecordType.Discard)) return;
        for (var chunk = record.Offset / ChunkBytes; chunk * ChunkBytes < record.Offset + record.Length; chunk++) written[chunk] = true;
        ApplyTo(image, record, isTorn: false, Random.Shared);
    }

    private void ApplyTo(SafeFileHandle image, DiskRecord record, bool isTorn, Random random)
    {
        var bytes = log.BytesOf(record);
        if (!isTorn || IsSuperblock(record))
        {
            RandomAccess.Write(image, bytes, record.Offset);
            return;
        }

        for (var sector = 0; sector < bytes.Length; sector += SectorBytes)
        {
            if (random.Next(2) == 0) RandomAccess.Write(image, bytes.AsSpan(sector, Math.Min(SectorBytes, bytes.Length - sector)), record.Offset + sector);
        }
    }

    private bool IsSuperblock(DiskRecord record) =>
        record.Offset < fileSystem.SuperblockOffset + fileSystem.SuperblockBytes && record.Offset + record.Length > fileSystem.SuperblockOffset;
}
