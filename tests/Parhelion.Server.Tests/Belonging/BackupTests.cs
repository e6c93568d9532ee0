using System.Text;
using Parhelion.Core.Blobs;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Verbs;

namespace Parhelion.Server.Tests.Belonging;

/// <summary>The verbs <c>backup</c> and <c>restore</c>, as processes of their own.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("parhelion-backup-").FullName;

    private string Data => Path.Combine(root, "data");

    private string Backup => Path.Combine(root, "backup");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Backup_beside_a_busy_server_is_whole_and_restores_into_an_empty_folder()
    {
        var kept = new List<string>();
        await using (var server = await ServerProcess.StartAsync(Data, BlobFiles.Setting))
        {
            for (var i = 0; i < 30; i++) kept.Add(await UploadAsync(server, i));
            using var stop = new CancellationTokenSource();
            var load = LoadAsync(server, stop.Token);
            for (var run = 0; run < 3; run++) AssertWhole(await BackUpAsync());
            await stop.CancelAsync();
            await load;
            var recorded = await ServerProcess.RunAsync("audit", "--action=backup.create", Setting(Data));
            Assert.Equal(3, recorded.Output.Split("backup.create").Length - 1);
        }

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Backup, "master.key")));
        Assert.Empty(Directory.GetFiles(Path.Combine(Backup, "staging")));
        var empty = Path.Combine(root, "empty");
        var restored = await RestoreAsync(empty);
        Assert.True(restored.ExitCode == 0, restored.Output);
        Assert.Equal(0, (await VerbRun.VerifyAsync(empty, "--bytes")).ExitCode);
        await using var again = await ServerProcess.StartAsync(empty);
        for (var i = 0; i < kept.Count; i++) Assert.Equal($"file {i}", await again.Client.GetStringAsync(kept[i], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task First_backup_that_failed_at_its_label_is_run_again()
    {
        await using var server = await ServerProcess.StartAsync(Data, BlobFiles.Setting);
        await UploadAsync(server, 1);
        Directory.CreateDirectory(Backup);
        await File.WriteAllTextAsync(Path.Combine(Backup, "backup.new"), "# A backup", TestContext.Current.CancellationToken);

        AssertWhole(await BackUpAsync());
    }

    [Theory]
    [InlineData("empty", "does not belong to installation")]
    [InlineData("damaged", "is damaged")]
    public async Task Backup_whose_database_has_gone_bad_replaces_nothing(string state, string expected)
    {
        string url;
        await using (var server = await ServerProcess.StartAsync(Data, BlobFiles.Setting))
        {
            url = await UploadAsync(server, 1);
            AssertWhole(await BackUpAsync());
            server.Terminate();
            await server.ExitAsync();
        }

        var database = Path.Combine(Backup, "parhelion.db");
        var bytes = await File.ReadAllBytesAsync(database, TestContext.Current.CancellationToken);
        // All but the pages that have the schema, and what the start of a restore reads.
        if (state == "damaged") Array.Clear(bytes, bytes.Length - 4096, 4096);
        await File.WriteAllBytesAsync(database, state == "empty" ? [] : bytes, TestContext.Current.CancellationToken);

        var (exitCode, output) = await RestoreAsync(Data);

        Assert.Equal(2, exitCode);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Data, "*replaced*"));
        await using var again = await ServerProcess.StartAsync(Data, BlobFiles.Setting);
        Assert.Equal("file 1", await again.Client.GetStringAsync(url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Restore_replaces_a_folder_whose_log_would_undo_it_and_keeps_what_was_deleted_since_deleted()
    {
        string kept, deleted, later;
        await using (var server = await ServerProcess.StartAsync(Data, BlobFiles.Setting))
        {
            await using var reader = await LogKeeper.ReadAsync(Data);
            (kept, deleted) = (await UploadAsync(server, 1), await UploadAsync(server, 2));
            AssertWhole(await BackUpAsync());
            Assert.Equal(200, await server.RemoveAsync(deleted));
            later = await UploadAsync(server, 3);
            var served = await RestoreAsync(Data);
            Assert.Equal(2, served.ExitCode);
            Assert.Contains("another Parhelion process is using", served.Output, StringComparison.Ordinal);
            server.Kill();
            await server.ExitAsync();
        }

        Assert.True(new FileInfo(Path.Combine(Data, "parhelion.db-wal")).Length > 0, "There is no log.");
        var restored = await RestoreAsync(Data);

        Assert.True(restored.ExitCode == 0, restored.Output);
        Assert.Contains("1 attachments in the backup were deleted after it was made. They stay deleted.", restored.Output, StringComparison.Ordinal);
        Assert.Contains("1 blobs that are not in the backup were moved to the quarantine", restored.Output, StringComparison.Ordinal);
        await using var again = await ServerProcess.StartAsync(Data, BlobFiles.Setting);
        Assert.Equal("file 1", await again.Client.GetStringAsync(kept, TestContext.Current.CancellationToken));
        foreach (var path in (string[])[deleted, later])
        {
            using var gone = await again.Client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.NotFound, gone.StatusCode);
        }

        await Uploads.WaitAsync(() => UsedFolder.BlobsOf(Data).Length == 1, () => "What was deleted has still its bytes.");
        Assert.Single(UsedFolder.QuarantineOf(Data));
    }

    [Theory]
    [InlineData("backup", "true")]
    [InlineData("backup", "false")]
    [InlineData("restore", "true")]
    [InlineData("restore", "false")]
    public async Task Verb_that_is_killed_is_run_again(string verb, string segments)
    {
        await using (var server = await ServerProcess.StartAsync(Data, "Durability=Os", $"Blobs:Segments={segments}"))
        {
            for (var i = 0; i < 300; i++) await UploadAsync(server, i);
        }

        if (verb == "restore") AssertWhole(await BackUpAsync());
        var target = verb == "backup" ? Backup : Path.Combine(root, "new");
        for (var most = 1; most < 300; most += 100)
        {
            using var process = ServerProcess.Start(verb == "backup" ? [verb, Backup, Setting(Data)] : [verb, Backup, Setting(target)]);
            while (!process.HasExited && !HasBlobs(target, most)) await Task.Delay(1, TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var last = verb == "backup" ? await BackUpAsync() : await RestoreAsync(target);

        Assert.True(last.ExitCode == 0, last.Output);
        Assert.Equal(300, await new DiskBlobStore(target, Durability.Os).ListAsync(TestContext.Current.CancellationToken).CountAsync(entry => entry.State == BlobListingEntryKind.Complete));
        Assert.Equal(0, (await VerbRun.VerifyAsync(target, "--bytes")).ExitCode);
    }

    [Fact]
    public async Task Folder_that_is_no_backup_or_not_whole_is_refused()
    {
        await using (var server = await ServerProcess.StartAsync(Data, BlobFiles.Setting))
        {
            await UploadAsync(server, 1);
            File.Delete(UsedFolder.BlobsOf(Data).Single());
            var faulty = await BackUpAsync();
            Assert.Equal(1, faulty.ExitCode);
            Assert.Contains("missing blob or wrong size", faulty.Output, StringComparison.Ordinal);
            Assert.Contains("is incomplete", faulty.Output, StringComparison.Ordinal);
        }

        await AssertRefusedAsync("does not contain a complete backup", "restore", Backup, Setting(Path.Combine(root, "new")));
        await AssertRefusedAsync("does not contain a complete backup", "restore", Data, Setting(Path.Combine(root, "new")));
        var other = Directory.CreateDirectory(Path.Combine(root, "other"));
        await File.WriteAllTextAsync(Path.Combine(other.FullName, "letter.txt"), "dear", TestContext.Current.CancellationToken);
        await AssertRefusedAsync("is neither empty nor a backup", "backup", other.FullName, Setting(Data));
        await AssertRefusedAsync("must not contain each other", "backup", Path.Combine(Data, "backup"), Setting(Data));
        await AssertRefusedAsync("docs/backup.md", "backup", Path.Combine(root, "third"), Setting(Data), "--Parhelion:Blobs:Provider=S3", "--Parhelion:Blobs:S3:Bucket=b");
    }

    // A backup of a folder that lost a letter of a file is none.
    [Fact]
    public async Task Flipped_byte_in_a_backup_is_found_by_the_next_run()
    {
        await using var server = await ServerProcess.StartAsync(Data, BlobFiles.Setting);
        await UploadAsync(server, 1);
        AssertWhole(await BackUpAsync());
        await File.WriteAllTextAsync(UsedFolder.BlobsOf(Backup).Single(), "fiLe 1", TestContext.Current.CancellationToken);

        var again = await BackUpAsync();

        Assert.Equal(1, again.ExitCode);
        Assert.Contains("wrong hash", again.Output, StringComparison.Ordinal);
    }

    // The blob of a removed attachment must not stay in a backup that is called complete, and must not return to it with a power cut.
    [Theory]
    [InlineData("unlink")]
    [InlineData("fsync")]
    public async Task Backup_that_cannot_erase_a_removed_blob_is_not_whole(string call)
    {
        await using var server = await ServerProcess.StartAsync(Data, BlobFiles.Setting);
        var url = await UploadAsync(server, 1);
        AssertWhole(await BackUpAsync());
        Assert.Equal(200, await server.RemoveAsync(url));
        using var disk = new FailingDisk(Backup);
        disk.Fail(new FaultRule(call, "/blobs/", Count: -1));

        var faulty = await ServerProcess.RunAsync(disk.Environment, "backup", Backup, Setting(Data));

        Assert.Equal(2, faulty.ExitCode);
        Assert.NotEmpty(disk.Hits);
        AssertWhole(await BackUpAsync());
        Assert.Empty(UsedFolder.BlobsOf(Backup));
    }

    private static async Task AssertRefusedAsync(string sentence, params string[] arguments)
    {
        var (exitCode, output) = await VerbRun.RunAsync(arguments);
        Assert.Equal(2, exitCode);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    private static async Task<string> UploadAsync(ServerProcess server, int number)
    {
        var (status, path) = await server.UploadAsync(new ByteArrayContent(Encoding.ASCII.GetBytes($"file {number}")), "a.txt");
        Assert.Equal(201, status);
        return path!;
    }

    // Uploads, and removes all of it again.
    private static async Task LoadAsync(ServerProcess server, CancellationToken stop)
    {
        for (var i = 1000; !stop.IsCancellationRequested; i++) Assert.Equal(200, await server.RemoveAsync(await UploadAsync(server, i)));
    }

    private static void AssertWhole((int ExitCode, string Output) run)
    {
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("is complete: every blob", run.Output, StringComparison.Ordinal);
    }

    // Each blob of these tests is one block of a segment, after a table of 32 KiB.
    private static bool HasBlobs(string directory, int count)
    {
        var (blobs, segments) = (new DirectoryInfo(Path.Combine(directory, "blobs")), new DirectoryInfo(Path.Combine(directory, "segments")));
        return (blobs.Exists && UsedFolder.BlobsOf(directory).Length >= count)
            || (segments.Exists && segments.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => Math.Max(0, file.Length - 32_768)) >= count * 4096L);
    }

    private static string Setting(string directory) => $"--Parhelion:DataDirectory={directory}";

    private Task<(int ExitCode, string Output)> BackUpAsync() => VerbRun.RunAsync("backup", Backup, Setting(Data));

    private Task<(int ExitCode, string Output)> RestoreAsync(string directory) => VerbRun.RunAsync("restore", Backup, Setting(directory));
}
