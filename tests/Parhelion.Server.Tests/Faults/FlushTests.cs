using System.Globalization;

namespace Parhelion.Server.Tests.Faults;

/// <summary>A disk that does not take what is flushed: nothing is acknowledged that it has not taken, and no bytes go that a row may need.</summary>
public sealed class FlushTests : IDisposable
{
    private const string Log = "parhelion.db-wal";

    // The server commits by itself now and then. The first upload of a process makes a folder just before its own commit.
    private static readonly FaultRule Uploading = new("mkdir", "/blobs/", Error: 0);

    // The commit is not flushed, and nothing can be written in its place.
    private static readonly FaultRule[] OpenFate = [Uploading, new("fsync", Log, Skip: -1), new("write", Log, Count: -1, Skip: -1)];

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-flush-").FullName;
    private readonly FailingDisk disk;

    public FlushTests() => disk = new FailingDisk(directory);

    public void Dispose()
    {
        disk.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Upload_whose_bytes_are_not_flushed_is_refused_and_leaves_nothing()
    {
        await using var server = await StartAsync();
        disk.Fail(new FaultRule("fsync", "/staging/"));

        var (status, _) = await server.UploadAsync(new ByteArrayContent("lost"u8.ToArray()), "a.txt");

        Assert.Equal(503, status);
        var token = Path.GetFileName(Assert.Single(disk.Hits));
        Assert.Empty(Uploads.Staged(directory));
        Assert.Empty(Files("blobs"));
        await Uploads.WaitAsync(() => server.Output.Contains("The database or the blob store failed", StringComparison.Ordinal), () => server.Output);
        Assert.DoesNotContain(token, server.Output, StringComparison.Ordinal);
        await FaultChecks.AssertServesAsync(server);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Upload_whose_name_is_not_flushed_is_refused_and_leaves_nothing(int flushedBefore)
    {
        // The folder of the second byte, that of the first, and at last the one that holds the file.
        await using var server = await StartAsync();
        disk.Fail(new FaultRule("fsync", "/blobs", Skip: flushedBefore));

        var (status, _) = await server.UploadAsync(new ByteArrayContent("lost"u8.ToArray()), "a.txt");

        Assert.Equal(503, status);
        Assert.Single(disk.Hits);
        Assert.Empty(Uploads.Staged(directory));
        Assert.Empty(Files("blobs"));
        await FaultChecks.AssertServesAsync(server);
    }

    [Fact]
    public async Task Row_whose_commit_is_not_flushed_is_settled_at_once_and_its_bytes_go()
    {
        string kept;
        await using (var server = await StartAsync())
        {
            disk.Fail(Uploading, new FaultRule("fsync", Log, Skip: -1));

            var (status, _) = await server.UploadAsync(new ByteArrayContent("lost"u8.ToArray()), "a.txt");

            Assert.Equal(503, status);
            Assert.Empty(Files("blobs"));
            kept = await FaultChecks.AssertServesAsync(server);
            server.Kill();
        }

        Assert.Equal((1, 1), await CountAsync(kept));
    }

    [Fact]
    public async Task Row_whose_fate_is_open_keeps_its_bytes()
    {
        await using (var server = await StartAsync())
        {
            disk.Fail(OpenFate);

            var (first, _) = await server.UploadAsync(new ByteArrayContent("in doubt"u8.ToArray()), "a.txt");
            var (second, _) = await server.UploadAsync(new ByteArrayContent("not begun"u8.ToArray()), "b.txt");

            Assert.Equal((503, 503), (first, second));
            // Of the first; the second was certain to fail.
            Assert.Equal("in doubt", await File.ReadAllTextAsync(Assert.Single(Files("blobs")), TestContext.Current.CancellationToken));
            using var ready = await server.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);
            Assert.Equal(503, (int)ready.StatusCode);
            server.Kill();
        }

        // The process was killed and the machine was not: the log holds the commit. When the log had just been emptied it does not, because the flush that
        // failed is that of its header, which comes first. The bytes are there in both cases.
        var (rows, blobs) = await CountAsync();
        Assert.Equal(1, blobs);
        Assert.InRange(rows, 0, 1);
    }

    [Fact]
    public async Task Database_is_ready_again_when_the_disk_is()
    {
        await using var server = await StartAsync();
        disk.Fail(OpenFate);
        Assert.Equal(503, (await server.UploadAsync(new ByteArrayContent("in doubt"u8.ToArray()), "a.txt")).Status);
        disk.Heal();

        using var ready = await server.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)ready.StatusCode);
        server.Kill();
        await server.ExitAsync();
        // It was made sure that the row does not come back. Its bytes are litter, which the orphan scan collects when it is old enough.
        Assert.Equal((0, 1), await CountAsync());
    }

    [Fact]
    public async Task Removal_whose_fate_is_open_is_whole_or_has_not_happened()
    {
        string path;
        await using (var server = await StartAsync())
        {
            path = await FaultChecks.AssertServesAsync(server);
            disk.Fail(OpenFate[1] with { Skip = 0 }, OpenFate[2]);

            Assert.Equal(503, await server.RemoveAsync(path));
            server.Kill();
        }

        disk.Heal();
        await using var after = await StartAsync();
        using var served = await after.Client.GetAsync(path, TestContext.Current.CancellationToken);
        if (served.IsSuccessStatusCode)
        {
            // Another commit had the fault, and the removal never began.
            Assert.Equal("kept", await served.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            return;
        }

        Assert.Equal(404, (int)served.StatusCode);
        await FaultChecks.ErasedAsync(after);
        Assert.Empty(Files("blobs"));
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("unlink")]
    public async Task Receipt_waits_until_the_disk_has_let_go_of_the_file(string call)
    {
        await using var server = await StartAsync();
        var path = await FaultChecks.AssertServesAsync(server);
        disk.Fail(new FaultRule(call, "/blobs/", Count: 2));

        Assert.Equal(200, await server.RemoveAsync(path));

        await Uploads.WaitAsync(() => disk.Hits.Count > 0, () => server.Output);
        await Uploads.WaitAsync(() => server.Output.Contains("could not be erased", StringComparison.Ordinal), () => server.Output);
        await FaultChecks.ErasedAsync(server);
        Assert.Equal(2, disk.Hits.Count);
        Assert.Empty(Files("blobs"));
    }

    [Fact]
    public async Task Folders_are_flushed_after_the_file_is_deleted_and_before_the_receipt()
    {
        await using var server = await StartAsync();
        var path = await FaultChecks.AssertServesAsync(server);
        disk.Trace();

        await server.RemoveAsync(path);
        await FaultChecks.ErasedAsync(server);

        var calls = disk.Traced;
        var deleted = calls.ToList().FindIndex(line => line.StartsWith("unlink ", StringComparison.Ordinal) && line.Contains("/blobs/", StringComparison.Ordinal));
        var flushed = calls.ToList().FindIndex(deleted, line => line.StartsWith("fsync ", StringComparison.Ordinal) && line.Contains("/blobs/", StringComparison.Ordinal));
        var stamped = calls.ToList().FindIndex(flushed, line => line == $"fsync {Path.Combine(directory, Log)}");
        Assert.True(deleted >= 0 && flushed > deleted && stamped > flushed, string.Join('\n', calls));
        // btrfs would bring it back under the name that it had first.
        var staging = calls.ToList().IndexOf($"fsync {Path.Combine(directory, "staging")}", deleted);
        Assert.True(staging > deleted && staging < stamped, string.Join('\n', calls));
    }

    [Fact]
    public async Task First_start_flushes_each_folder_and_the_master_key_before_anything_is_sealed()
    {
        var parent = Path.Combine(directory, "new");
        var data = Path.Combine(parent, "data");
        disk.Trace();

        await using var server = await ServerProcess.StartAsync(data, disk.Environment);

        var calls = disk.Traced.ToList();
        foreach (var (folder, made) in ((string, string)[])[(directory, parent), (parent, data), (data, Path.Combine(data, "blobs")), (data, Path.Combine(data, "staging"))])
        {
            var at = calls.IndexOf($"mkdir {made}");
            Assert.True(at >= 0 && calls.IndexOf($"fsync {folder}", at) > at, $"{made} is not flushed:\n{string.Join('\n', calls)}");
        }

        var key = calls.FindIndex(line => line.StartsWith("fsync ", StringComparison.Ordinal) && line.EndsWith("master.key.new", StringComparison.Ordinal));
        var named = calls.IndexOf($"rename {Path.Combine(data, "master.key")}", key);
        var folderFlushed = calls.IndexOf($"fsync {data}", named);
        var sealedAt = calls.IndexOf($"rename {Path.Combine(data, "credentials.json")}");
        Assert.True(key >= 0 && named > key && folderFlushed > named && sealedAt > folderFlushed, string.Join('\n', calls));
        Assert.True(calls.IndexOf($"fsync {data}", sealedAt) > sealedAt, "The name of credentials.json is not flushed.");
    }

    [Fact]
    public async Task Start_whose_master_key_is_not_flushed_is_refused_and_seals_nothing_with_it()
    {
        disk.Fail(new FaultRule("fsync", "master.key"));

        await Assert.ThrowsAnyAsync<Exception>(() => StartAsync());

        Assert.Single(disk.Hits);
        Assert.False(File.Exists(Path.Combine(directory, "master.key")));
        disk.Heal();
        await using var server = await StartAsync();
        await FaultChecks.AssertServesAsync(server);
    }

    private Task<ServerProcess> StartAsync(params string[] settings) => ServerProcess.StartAsync(directory, disk.Environment, [BlobFiles.Setting, .. settings]);

    // But the mark of the installation.
    private string[] Files(string folder) =>
        [.. Directory.GetFiles(Path.Combine(directory, folder), "*", SearchOption.AllDirectories).Where(file => !Path.GetFileName(file).StartsWith("installation", StringComparison.Ordinal))];

    // Starts it again with a disk that works and holds rows and bytes against each other; how many there are of each.
    private async Task<(int Rows, int Blobs)> CountAsync(string? kept = null)
    {
        disk.Heal();
        await using var server = await StartAsync();
        if (kept is not null) Assert.Equal("kept", await server.Client.GetStringAsync(kept, TestContext.Current.CancellationToken));
        var (_, output) = await ServerProcess.VerifyAsync(directory, "--bytes");
        Assert.DoesNotContain("missing blob", output, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", output, StringComparison.Ordinal);
        var words = output.TrimEnd().Split('\n')[^1].Split(' ');
        return (int.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture));
    }
}
