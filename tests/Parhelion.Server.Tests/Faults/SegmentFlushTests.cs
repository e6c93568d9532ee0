using System.Globalization;

namespace Parhelion.Server.Tests.Faults;

/// <summary>A disk that does not take what is added to a segment, or does not let go of it: nothing is acknowledged that it has not taken, and no receipt says
/// that bytes are gone that are there.</summary>
public sealed class SegmentFlushTests : IDisposable
{
    private const string Segment = ".segment";

    private static readonly byte[] Secret = [.. Enumerable.Repeat("secret "u8.ToArray(), 1000).SelectMany(bytes => bytes)];

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-segments-").FullName;
    private readonly FailingDisk disk;

    public SegmentFlushTests() => disk = new FailingDisk(directory);

    public void Dispose()
    {
        disk.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData("fsync", Segment, 0)]
    [InlineData("write", Segment, 0)]
    [InlineData("write", Segment, 1)]
    [InlineData("write", Segment, 2)]
    [InlineData("write", Segment, 3)]
    [InlineData("write", Segment, 4)]
    [InlineData("mkdir", "/segments/", 0)]
    [InlineData("fsync", "/segments", 0)]
    [InlineData("fsync", "/segments", 1)]
    [InlineData("fsync", "/segments", 2)]
    public async Task Upload_that_the_disk_does_not_take_is_refused_and_the_next_ones_are_stored(string call, string part, int skip)
    {
        string[] kept;
        await using (var server = await StartAsync())
        {
            disk.Fail(new FaultRule(call, part, Skip: skip));

            Assert.Equal(503, (await server.UploadAsync(new ByteArrayContent(Secret), "a.txt")).Status);

            Assert.Single(disk.Hits);
            kept = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FaultChecks.AssertServesAsync(server)));
            server.Kill();
        }

        // The refused upload did not become a blob, neither for readers nor for the next orphan scan.
        await AssertSoundAsync(kept);
        Assert.Empty(FilesWith("secret secret"));
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("write")]
    public async Task Receipt_waits_until_the_disk_has_let_go_of_the_bytes(string call)
    {
        await using var server = await StartAsync();
        var neighbour = await FaultChecks.AssertServesAsync(server);
        var (_, path) = await server.UploadAsync(new ByteArrayContent(Secret), "a.txt");
        disk.Fail(new FaultRule(call, Segment, Count: 2));

        Assert.Equal(200, await server.RemoveAsync(path!));

        await Uploads.WaitAsync(() => server.Output.Contains("could not be erased", StringComparison.Ordinal), () => server.Output);
        await FaultChecks.ErasedAsync(server);
        Assert.Equal(2, disk.Hits.Count);
        Assert.Empty(FilesWith("secret secret"));
        Assert.Equal("kept", await server.Client.GetStringAsync(neighbour, TestContext.Current.CancellationToken));
    }

    // As on a full disk, where the tree of a file system cannot be changed.
    [Fact]
    public async Task Where_no_hole_can_be_made_there_are_zeros()
    {
        await using var server = await StartAsync();
        var neighbour = await FaultChecks.AssertServesAsync(server);
        var (_, path) = await server.UploadAsync(new ByteArrayContent(Secret), "a.txt");
        disk.Fail(new FaultRule("allocate", Segment, Error: 28, Count: -1));

        Assert.Equal(200, await server.RemoveAsync(path!));
        await FaultChecks.ErasedAsync(server);

        Assert.NotEmpty(disk.Hits);
        Assert.Empty(FilesWith("secret secret"));
        Assert.Equal("kept", await server.Client.GetStringAsync(neighbour, TestContext.Current.CancellationToken));
        Assert.DoesNotContain("could not be erased", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_are_flushed_before_the_row_and_erased_before_the_receipt()
    {
        await using var server = await StartAsync();
        disk.Trace();

        var (_, path) = await server.UploadAsync(new ByteArrayContent(Secret), "a.txt");
        var uploaded = disk.Traced.ToList();
        await server.RemoveAsync(path!);
        await FaultChecks.ErasedAsync(server);

        var written = uploaded.FindLastIndex(line => Is(line, "write", Segment));
        var flushed = uploaded.FindIndex(Math.Max(0, written), line => Is(line, "fsync", Segment));
        var committed = uploaded.FindIndex(Math.Max(0, flushed), line => Is(line, "fsync", "parhelion.db-wal"));
        Assert.True(written >= 0 && flushed > written && committed > flushed, string.Join('\n', uploaded));
        var removed = disk.Traced.Skip(uploaded.Count).ToList();
        var erased = removed.FindIndex(line => Is(line, "allocate", Segment));
        flushed = removed.FindIndex(Math.Max(0, erased), line => Is(line, "fsync", Segment));
        var stamped = removed.FindIndex(Math.Max(0, flushed), line => Is(line, "fsync", "parhelion.db-wal"));
        Assert.True(erased >= 0 && flushed > erased && stamped > flushed, string.Join('\n', removed));
    }

    private static bool Is(string line, string call, string part) => line.StartsWith($"{call} ", StringComparison.Ordinal) && line.Contains(part, StringComparison.Ordinal);

    private Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(directory, disk.Environment, ["Sweep:OrphanAge=00:00:00"]);

    private async Task AssertSoundAsync(string[] kept)
    {
        disk.Heal();
        await using var server = await StartAsync();
        foreach (var path in kept) Assert.Equal("kept", await server.Client.GetStringAsync(path, TestContext.Current.CancellationToken));
        var verified = (ExitCode: -1, Output: "");
        await Uploads.WaitAsync(async () => (verified = await ServerProcess.VerifyAsync(directory, "--bytes")).ExitCode == 0, () => verified.Output);
        var words = verified.Output.TrimEnd().Split('\n')[^1].Split(' ');
        Assert.Equal((kept.Length, kept.Length), (int.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture)));
    }

    private IEnumerable<string> FilesWith(string text) =>
        Directory.EnumerateFiles(directory, "*" + Segment, SearchOption.AllDirectories).Where(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal));
}
