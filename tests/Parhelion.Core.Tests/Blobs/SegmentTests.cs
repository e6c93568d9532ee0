using System.Buffers.Text;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Parhelion.Core.Blobs;

namespace Parhelion.Core.Tests.Blobs;

public sealed class SegmentTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-segments-").FullName;
    private readonly DiskBlobStore store;

    public SegmentTests() => store = new DiskBlobStore(directory, Durability.Full);

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Small_blobs_share_a_file_and_a_larger_one_has_its_own()
    {
        var blobs = new Dictionary<BlobKey, byte[]>();
        foreach (var length in (int[])[0, 1, 4095, 4096, 4097, DiskBlobStore.SmallBytes, DiskBlobStore.SmallBytes + 1]) await AddAsync(blobs, KeyOf(7), length);

        Assert.Single(Segments());
        Assert.Equal(blobs.Last().Key.Value, Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(directory, "blobs"), "*", SearchOption.AllDirectories))));
        await AssertHoldsAsync(store, blobs);
        await AssertHoldsAsync(new DiskBlobStore(directory, Durability.Full, writesSegments: false), blobs);
    }

    [Fact]
    public async Task Erased_blob_is_zeros_and_takes_no_space_and_its_neighbours_stay()
    {
        var blobs = new Dictionary<BlobKey, byte[]>();
        for (var i = 0; i < 40; i++) await AddAsync(blobs, KeyOf(1), 20_000 + i);
        var segment = Assert.Single(Segments());
        var before = await SpaceOfAsync(segment);

        var (gone, bytes) = blobs.ElementAt(17);
        Assert.True(File.ReadAllBytes(segment).AsSpan().IndexOf(bytes.AsSpan(0, 64)) > 0);
        Assert.Empty(await store.DeleteAsync([gone], TestContext.Current.CancellationToken));
        blobs.Remove(gone);

        var raw = File.ReadAllBytes(segment);
        for (var part = 0; part + 64 <= bytes.Length; part += 64) Assert.True(raw.AsSpan().IndexOf(bytes.AsSpan(part, 64)) < 0, $"Bytes from {part} on are still there.");
        // A hole can make the list of the parts of the file longer, for which the file system may need a block.
        Assert.InRange(await SpaceOfAsync(segment), before - 20_480, before - 20_480 + 4096);
        Assert.Null(await store.OpenAsync(gone, 0, 1, TestContext.Current.CancellationToken));
        Assert.Null(await store.LengthAsync(gone, TestContext.Current.CancellationToken));
        await AssertHoldsAsync(store, blobs);
    }

    [Fact]
    public async Task Segment_without_blobs_is_deleted_once_nothing_is_added_to_it()
    {
        var first = new Dictionary<BlobKey, byte[]>();
        for (var i = 0; i < 3; i++) await AddAsync(first, KeyOf(1), 100);
        await store.DeleteAsync([.. first.Keys.Take(2)], TestContext.Current.CancellationToken);
        Assert.Single(Segments());
        // Others take its place.
        for (var prefix = 2; prefix < 6; prefix++) await AddAsync([], KeyOf(prefix), 100);

        await store.DeleteAsync([.. first.Keys], TestContext.Current.CancellationToken);

        Assert.Equal(4, Segments().Length);
        Assert.DoesNotContain(Segments(), path => path.Contains("/00/01/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Empty_segment_of_a_process_that_was_killed_is_listed_and_deleted()
    {
        var blobs = new Dictionary<BlobKey, byte[]>();
        await AddAsync(blobs, KeyOf(1), 100);
        await store.DeleteAsync([.. blobs.Keys], TestContext.Current.CancellationToken);
        // Whoever was killed has it no longer locked.
        var copy = Segments().Single().Replace(".segment", "0.segment", StringComparison.Ordinal);
        await File.WriteAllBytesAsync(copy, File.ReadAllBytes(Segments().Single()), TestContext.Current.CancellationToken);
        var other = new DiskBlobStore(directory, Durability.Full);

        foreach (var entry in await ListAsync(other))
        {
            Assert.Equal((BlobListingEntryKind.Staged, null), (entry.State, entry.Key));
            await other.DeleteAsync(entry, TestContext.Current.CancellationToken);
        }

        // The other one may still get blobs.
        Assert.DoesNotContain(copy, Assert.Single(Segments()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_blobs_of_one_prefix_than_fit_are_all_found()
    {
        var blobs = new Dictionary<BlobKey, byte[]>();
        for (var i = 0; i < 700; i++) await AddAsync(blobs, KeyOf(9), 10);

        Assert.Equal(3, Segments().Length);
        await AssertHoldsAsync(store, blobs);
        await AssertHoldsAsync(new DiskBlobStore(directory, Durability.Full), blobs);
        Assert.Equal(700, (await ListAsync(store)).Count);
        Assert.Empty(await store.DeleteAsync([.. blobs.Keys], TestContext.Current.CancellationToken));
        Assert.All(await ListAsync(store), entry => Assert.Null(entry.Key));
    }

    [Fact]
    public async Task Blob_that_was_written_twice_is_erased_in_both_places()
    {
        var key = KeyOf(3);
        await AddAsync([], key, 5000);
        for (var prefix = 4; prefix < 8; prefix++) await AddAsync([], KeyOf(prefix), 100);
        await AddAsync([], key, 5000);

        Assert.Empty(await store.DeleteAsync([key], TestContext.Current.CancellationToken));

        Assert.DoesNotContain(await ListAsync(store), entry => entry.Key == key);
        Assert.Null(await store.LengthAsync(key, TestContext.Current.CancellationToken));
        // It can come back from a backup.
        var blobs = new Dictionary<BlobKey, byte[]>();
        await AddAsync(blobs, key, 6000);
        await AssertHoldsAsync(store, blobs);
    }

    [Fact]
    public async Task Erasure_that_was_interrupted_is_listed_and_ends()
    {
        var blobs = new Dictionary<BlobKey, byte[]>();
        await AddAsync(blobs, KeyOf(1), 5000);
        var (key, bytes) = blobs.Single();
        var folders = new SegmentFilePool(directory, 3);
        using (var segment = folders.Find(key)!.Value.Segment) segment.Value.SetState(folders.Find(key)!.Value.Index, SegmentEntryState.Erasing);

        Assert.Null(await store.OpenAsync(key, 0, 1, TestContext.Current.CancellationToken));
        var entry = Assert.Single(await ListAsync(store));
        Assert.Equal((BlobListingEntryKind.Staged, key), (entry.State, entry.Key!.Value));
        await store.DeleteAsync(entry, TestContext.Current.CancellationToken);

        Assert.True(File.ReadAllBytes(Segments().Single()).AsSpan().IndexOf(bytes) < 0);
    }

    [Fact]
    public async Task Damaged_slot_hides_one_blob_and_is_told()
    {
        var blobs = new Dictionary<BlobKey, byte[]>();
        for (var i = 0; i < 20; i++) await AddAsync(blobs, KeyOf(1), 10);
        var lost = blobs.Keys.First();
        using (var place = new SegmentFilePool(directory, 3).Find(lost)!.Value.Segment)
        {
            RandomAccess.Write(place.Value.File, [0xff], new SegmentFilePool(directory, 3).Find(lost)!.Value.Index * SegmentTableEntry.Bytes + 30);
        }

        Assert.Null(await store.LengthAsync(lost, TestContext.Current.CancellationToken));
        blobs.Remove(lost);
        await AssertHoldsAsync(store, blobs);
        var foreign = Assert.Single(await ListAsync(store), entry => entry.State == BlobListingEntryKind.Foreign);
        Assert.EndsWith(".segment:damaged", foreign.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_no_segment_is_told_and_left()
    {
        await AddAsync([], KeyOf(1), 10);
        var strange = Path.Combine(directory, "segments", "00", "01", "0.segment");
        await File.WriteAllTextAsync(strange, "hello", TestContext.Current.CancellationToken);

        var entry = Assert.Single(await ListAsync(store), entry => entry.State == BlobListingEntryKind.Foreign);

        Assert.Equal("segments/00/01/0.segment", entry.Name);
        Assert.True(File.Exists(strange));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(SegmentFile.TableBytes)]
    public async Task Segment_whose_creation_was_interrupted_is_listed_and_deleted(int length)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "segments", "ab", "cd")).FullName, "0123456789abcdef.segment");
        await File.WriteAllBytesAsync(file, new byte[length], TestContext.Current.CancellationToken);

        var entry = Assert.Single(await store.ListAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(BlobListingEntryKind.Staged, entry.State);
        await store.DeleteAsync(entry, TestContext.Current.CancellationToken);

        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Segments_can_be_created_while_a_command_looks_at_them()
    {
        using var stop = new CancellationTokenSource();
        var looks = 0;
        var command = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    foreach (var file in Segments())
                    {
                        try
                        {
                            SegmentFile.IsUnfinished(file);
                        }
                        catch (FileNotFoundException)
                        {
                            continue;
                        }

                        looks++;
                    }
                }
            },
            CancellationToken.None);

        for (var i = 0; i < 200; i++)
        {
            var path = Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "segments")).FullName, $"{i}.segment");
            SegmentFile.Create(path, Durability.Os).Dispose();
            if (i % 8 == 7) foreach (var file in Segments()) File.Delete(file);
        }

        await stop.CancelAsync();
        await command;
        Assert.True(looks > 0);
    }

    // A process that is being started has the files of its parent open until it runs its own program.
    [Fact]
    public void Segment_is_not_locked_by_a_process_that_was_started_meanwhile()
    {
        var path = Path.Combine(directory, "a.segment");
        var segment = SegmentFile.Create(path, Durability.Os);
        using var another = SegmentFile.Open(path);
        using var inherited = new SafeFileHandle(Duplicate(segment.File), ownsHandle: true);
        Assert.True(another.IsLocked());

        segment.Dispose();

        Assert.False(another.IsLocked());
    }

    [Fact]
    public async Task Operator_gives_a_blob_back_as_a_file()
    {
        var blobs = new Dictionary<BlobKey, byte[]>();
        await AddAsync(blobs, KeyOf(3), 5000);
        var (key, bytes) = blobs.Single();
        store.Dispose();
        File.Delete(Assert.Single(Segments()));
        using var restarted = new DiskBlobStore(directory, Durability.Full);
        Assert.Null(await restarted.LengthAsync(key, TestContext.Current.CancellationToken));

        var file = Path.Combine(directory, BlobNames.Of(key));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        await AssertHoldsAsync(restarted, blobs);
        Assert.Empty(await restarted.DeleteAsync([key], TestContext.Current.CancellationToken));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Number_of_open_segments_is_bounded()
    {
        var blobs = new Dictionary<BlobKey, byte[]>();
        for (var prefix = 0; prefix < 60; prefix++) await AddAsync(blobs, KeyOf(prefix), 10);
        var few = new DiskBlobStore(directory, Durability.Full, openSegments: 5);

        for (var round = 0; round < 3; round++)
        {
            await AssertHoldsAsync(few, blobs);
            // Four are open for new blobs.
            Assert.InRange(OpenFiles(), 5, 5 + 4 + DiskBlobStore.DefaultOpenSegments);
        }
    }

    [Fact]
    public void Blob_is_found_behind_the_slot_of_an_upload_that_is_not_through()
    {
        using var pool = new SegmentFilePool(directory, maxOpen: 3);
        using var segment = pool.Create(0x0102, Durability.Os);
        var append = new AppendableSegment(pool, segment, new SharedFlush(() => { }));
        var (slow, quick) = (KeyOf(0x0102, home: 77), KeyOf(0x0102, home: 77));
        append.Reserve(slow, 5);
        var (index, slot) = append.Reserve(quick, 6);

        segment.WriteSlot(index, slot with { State = SegmentEntryState.Live });

        Assert.True(segment.Find(quick, mayWait: true, out var found, out var live));
        Assert.Equal((index, SegmentEntryState.Live, 6), (found, live.State, live.Length));
        Assert.True(segment.Find(slow, mayWait: true, out _, out var staged));
        Assert.Equal(SegmentEntryState.Erasing, staged.State);
    }

    [Fact]
    public async Task Many_writers_readers_and_erasers_see_each_blob_whole_or_gone()
    {
        var keys = new BlobKey[400];
        await Parallel.ForAsync(0, keys.Length, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (i, token) =>
        {
            keys[i] = BlobKey.New();
            var bytes = ContentOf(keys[i], 1000 + (i * 37 % 90_000));
            await store.WriteAsync(keys[i], PipeReader.Create(new MemoryStream(bytes)), null, token);
            var reading = Task.Run(() => ReadOrGoneAsync(store, keys[i], bytes.Length), token);
            if (i % 3 == 0) Assert.Empty(await store.DeleteAsync([keys[i]], token));
            if (await reading is { } read) Assert.Equal(bytes, read);
            else Assert.Equal(0, i % 3);
        });

        var left = (await ListAsync(store)).Where(entry => entry.State == BlobListingEntryKind.Complete).Select(entry => entry.Key!.Value).ToHashSet();
        var kept = keys.Where((_, i) => i % 3 != 0).ToHashSet();
        Assert.Empty(kept.Except(left));
        Assert.Empty(left.Except(kept));
    }

    [Fact]
    public async Task Who_asks_for_a_flush_while_one_runs_shares_the_next_one()
    {
        using var entered = new SemaphoreSlim(0);
        using var gate = new SemaphoreSlim(0);
        var count = 0;
        var flush = new SharedFlush(() =>
        {
            Interlocked.Increment(ref count);
            entered.Release();
            gate.Wait();
        });
        var first = Task.Run(flush.RunAsync, TestContext.Current.CancellationToken);
        await entered.WaitAsync(TestContext.Current.CancellationToken);

        var others = Enumerable.Range(0, 50).Select(_ => flush.RunAsync()).ToList();
        gate.Release();
        await first;
        await entered.WaitAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(others, task => task.IsCompleted);
        gate.Release();
        await Task.WhenAll(others);

        Assert.Equal(2, count);
    }

    [Fact]
    public async Task After_a_failed_flush_all_later_ones_fail()
    {
        var count = 0;
        var flush = new SharedFlush(() =>
        {
            if (++count == 1) throw new IOException("full") { HResult = 28 };
        });

        for (var attempt = 0; attempt < 2; attempt++) Assert.Equal(("full", 28), await FaultOfAsync(flush));

        Assert.Equal((1, true), (count, flush.HasFailed));
    }

    private static async Task<(string, int)> FaultOfAsync(SharedFlush flush)
    {
        var fault = await Assert.ThrowsAsync<IOException>(flush.RunAsync);
        return (fault.Message, fault.HResult);
    }

    [DllImport("libc", EntryPoint = "dup")]
    private static extern int Duplicate(SafeFileHandle file);

    private static BlobKey KeyOf(int prefix)
    {
        var bytes = RandomNumberGenerator.GetBytes(18);
        (bytes[0], bytes[1]) = ((byte)(prefix >> 8), (byte)prefix);
        return BlobKey.Parse(Base64Url.EncodeToString(bytes));
    }

    private static BlobKey KeyOf(int prefix, byte home)
    {
        var bytes = RandomNumberGenerator.GetBytes(18);
        (bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]) = ((byte)(prefix >> 8), (byte)prefix, home, 0, 0, 0);
        return BlobKey.Parse(Base64Url.EncodeToString(bytes));
    }

    private static byte[] ContentOf(BlobKey key, int length)
    {
        var bytes = new byte[length];
        // Two blobs must not begin with the same bytes.
        new Random(BitConverter.ToInt32(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(key.Value)))).NextBytes(bytes);
        return bytes;
    }

    private static async Task<byte[]?> ReadOrGoneAsync(DiskBlobStore store, BlobKey key, int length)
    {
        try
        {
            await using var blob = await store.OpenAsync(key, 0, length, CancellationToken.None);
            return blob is null ? null : await ReadAsync(blob);
        }
        catch (BlobDeletedDuringReadException)
        {
            return null;
        }
    }

    private static async Task<byte[]> ReadAsync(OpenBlob blob)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await blob.CopyToAsync(pipe.Writer, CancellationToken.None);
        await pipe.Writer.CompleteAsync();
        using var bytes = new MemoryStream();
        await pipe.Reader.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task<List<BlobListingEntry>> ListAsync(DiskBlobStore store)
    {
        var entries = new List<BlobListingEntry>();
        await foreach (var entry in store.ListAsync(TestContext.Current.CancellationToken)) entries.Add(entry);
        return entries;
    }

    private static async Task AssertHoldsAsync(DiskBlobStore store, Dictionary<BlobKey, byte[]> blobs)
    {
        foreach (var (key, bytes) in blobs)
        {
            Assert.Equal(bytes.Length, await store.LengthAsync(key, TestContext.Current.CancellationToken));
            Assert.Equal(bytes, await ReadOrGoneAsync(store, key, bytes.Length));
            if (bytes.Length < 2) continue;
            await using var part = await store.OpenAsync(key, 1, bytes.Length - 2, TestContext.Current.CancellationToken);
            Assert.Equal(bytes[1..^1], await ReadAsync(part!));
        }
    }

    private static async Task<long> SpaceOfAsync(string file)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["--format=%b", file]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        return long.Parse(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), System.Globalization.CultureInfo.InvariantCulture) * 512;
    }

    private int OpenFiles() => Directory.GetFiles("/proc/self/fd").Count(file => new FileInfo(file).LinkTarget?.StartsWith(directory, StringComparison.Ordinal) == true);

    private string[] Segments() => Directory.Exists(Path.Combine(directory, "segments")) ? Directory.GetFiles(Path.Combine(directory, "segments"), "*", SearchOption.AllDirectories) : [];

    private async Task AddAsync(Dictionary<BlobKey, byte[]> blobs, BlobKey key, int length)
    {
        blobs[key] = ContentOf(key, length);
        await store.WriteAsync(key, PipeReader.Create(new MemoryStream(blobs[key])), null, TestContext.Current.CancellationToken);
    }
}
