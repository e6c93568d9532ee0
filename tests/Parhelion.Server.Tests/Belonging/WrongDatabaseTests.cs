using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Verbs;

namespace Parhelion.Server.Tests.Belonging;

/// <summary>A start with a database that is damaged, missing, older, empty or another's erases nothing.</summary>
public sealed class WrongDatabaseTests(UsedFolder used) : IClassFixture<UsedFolder>
{
    [Theory]
    [InlineData("removed", "missing, empty or new")]
    [InlineData("empty", "missing, empty or new")]
    [InlineData("without its log", "older than the blobs")]
    [InlineData("an older copy", "older than the blobs")]
    [InlineData("an older copy beside the present log", "does not belong to this database file")]
    [InlineData("a log without a header", "header of the database's log (-wal) is damaged")]
    [InlineData("a log with one flipped byte", "damaged in the middle")]
    [InlineData("a log of which little is left", "older than the blobs")]
    [InlineData("another's", "belong to installation")]
    public async Task Start_is_refused_in_one_sentence_and_nothing_changes(string damage, string sentence)
    {
        var directory = used.Copy();
        await DamageAsync(directory, damage);
        var before = UsedFolder.DatabaseOf(directory);

        var (exitCode, output) = await ServerProcess.RunAsync("--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={directory}");

        Assert.Equal(2, exitCode);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.Contains("'restore'", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
        Assert.Equal(UsedFolder.Files, UsedFolder.BlobsOf(directory).Length);
        Assert.Equal(before, UsedFolder.DatabaseOf(directory));
    }

    [Fact]
    public async Task Start_after_a_crash_serves_everything()
    {
        await using var server = await ServerProcess.StartAsync(used.Copy());

        for (var i = 0; i < used.Paths.Count; i++) Assert.Equal($"file {i}", await server.Client.GetStringAsync(used.Paths[i], TestContext.Current.CancellationToken));
    }

    // What is cut off behind the last watermark cannot be told from what a power cut has torn off.
    [Fact]
    public async Task Log_that_was_cut_by_a_few_commits_costs_no_bytes_and_a_repaired_database_gets_them_back()
    {
        var directory = used.Copy();
        var log = Path.Combine(directory, "parhelion.db-wal");
        var whole = await File.ReadAllBytesAsync(log, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(log, whole[..^100_000], TestContext.Current.CancellationToken);
        var database = await File.ReadAllBytesAsync(Path.Combine(directory, "parhelion.db"), TestContext.Current.CancellationToken);

        await using (var server = await ServerProcess.StartAsync(directory))
        {
            await Uploads.WaitAsync(() => UsedFolder.QuarantineOf(directory).Length > 0, () => "Nothing is moved.");
            await Uploads.WaitAsync(() => server.Output.Contains("to the quarantine", StringComparison.Ordinal), () => server.Output);
            await AssertAllKeptAsync(directory);
            server.Kill();
            await server.ExitAsync();
        }

        // The disk is repaired, and the log is there again.
        await File.WriteAllBytesAsync(Path.Combine(directory, "parhelion.db"), database, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(log, whole, TestContext.Current.CancellationToken);
        var adopted = await VerbRun.RunAsync("adopt", $"--Parhelion:DataDirectory={directory}");
        Assert.True(adopted.ExitCode == 0, adopted.Output);
        await using var again = await ServerProcess.StartAsync(directory);
        await Uploads.WaitAsync(() => UsedFolder.QuarantineOf(directory).Length == 0, () => again.Output);
        foreach (var path in used.Paths) Assert.StartsWith("file ", await again.Client.GetStringAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adopt_makes_an_older_database_and_the_blobs_belong_together_and_keeps_every_blob()
    {
        var directory = used.Copy();
        await DamageAsync(directory, "an older copy beside the present log");

        var verified = await VerbRun.VerifyAsync(directory);
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("does not belong to this database file", verified.Output, StringComparison.Ordinal);
        var adopted = await VerbRun.RunAsync("adopt", $"--Parhelion:DataDirectory={directory}");

        Assert.True(adopted.ExitCode == 0, adopted.Output);
        Assert.Contains($"{UsedFolder.Files / 3} attachments, {UsedFolder.Files} blobs; 0 attachments lack their bytes, {UsedFolder.Files * 2 / 3} blobs or files have no row", adopted.Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(directory, "parhelion.db-wal.damaged-*"));
        await using var server = await ServerProcess.StartAsync(directory);
        Assert.Equal("file 0", await server.Client.GetStringAsync(used.Paths[0], TestContext.Current.CancellationToken));
        var served = await VerbRun.RunAsync("adopt", $"--Parhelion:DataDirectory={directory}");
        Assert.Equal(2, served.ExitCode);
        Assert.Contains("another Parhelion process is using", served.Output, StringComparison.Ordinal);
        await AssertAllKeptAsync(directory);
    }

    [Fact]
    public async Task Damaged_page_stops_the_start()
    {
        var directory = used.Copy();
        File.Delete(Path.Combine(directory, "parhelion.db-wal"));
        File.Copy(used.OlderDatabase, Path.Combine(directory, "parhelion.db"), overwrite: true);
        Assert.Equal(0, (await VerbRun.RunAsync("adopt", $"--Parhelion:DataDirectory={directory}")).ExitCode);
        await using (var database = new FileStream(Path.Combine(directory, "parhelion.db"), FileMode.Open, FileAccess.ReadWrite))
        {
            // All but the first pages, which have the schema.
            database.Position = 4096 * 40;
            database.Write(new byte[4096]);
            database.Position = 4096 * 20;
            database.Write(new byte[4096]);
        }

        var (exitCode, output) = await ServerProcess.RunAsync("--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={directory}");

        Assert.Equal(2, exitCode);
        Assert.Contains("The database file is damaged", output, StringComparison.Ordinal);
        Assert.Equal(UsedFolder.Files, UsedFolder.BlobsOf(directory).Length);
    }

    [Fact]
    public async Task Folder_of_another_installation_is_told_apart_from_lost_files()
    {
        var directory = used.Copy();
        await DamageAsync(directory, "another's");

        var (exitCode, output) = await VerbRun.VerifyAsync(directory);

        Assert.Equal(2, exitCode);
        Assert.StartsWith("The blobs in the store belong to installation", output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
        var anyway = await VerbRun.VerifyAsync(directory, "--anyway");
        Assert.Equal(1, anyway.ExitCode);
        Assert.StartsWith("The blobs in the store belong to installation", anyway.Output, StringComparison.Ordinal);
        Assert.Contains($"0 attachments, {UsedFolder.Files} blobs", anyway.Output, StringComparison.Ordinal);
    }

    // The server moves those without a row into the quarantine. For a moment, a blob is in both.
    private static Task AssertAllKeptAsync(string directory) => Uploads.WaitAsync(
        () => UsedFolder.BlobsOf(directory).Length + UsedFolder.QuarantineOf(directory).Length == UsedFolder.Files,
        () => $"{UsedFolder.BlobsOf(directory).Length} blobs and {UsedFolder.QuarantineOf(directory).Length} in the quarantine, not {UsedFolder.Files}");

    private async Task DamageAsync(string directory, string damage)
    {
        var (database, log) = (Path.Combine(directory, "parhelion.db"), Path.Combine(directory, "parhelion.db-wal"));
        switch (damage)
        {
            case "removed":
                foreach (var file in Directory.GetFiles(directory, "parhelion.db*")) File.Delete(file);
                break;
            case "empty":
                await File.WriteAllBytesAsync(database, []);
                break;
            case "without its log":
                File.Delete(log);
                break;
            case "an older copy":
                File.Delete(log);
                File.Copy(used.OlderDatabase, database, overwrite: true);
                break;
            case "an older copy beside the present log":
                File.Copy(used.OlderDatabase, database, overwrite: true);
                break;
            case "a log without a header":
                Overwrite(log, 0, new byte[32]);
                break;
            case "a log with one flipped byte":
                Flip(log, new FileInfo(log).Length / 2);
                break;
            case "a log of which little is left":
                await File.WriteAllBytesAsync(log, (await File.ReadAllBytesAsync(log))[..5000]);
                break;
            case "another's":
                File.Delete(log);
                var other = Directory.CreateTempSubdirectory("parhelion-other-").FullName;
                await using (var server = await ServerProcess.StartAsync(other))
                {
                    server.Terminate();
                    await server.ExitAsync();
                }

                File.Copy(Path.Combine(other, "parhelion.db"), database, overwrite: true);
                Directory.Delete(other, recursive: true);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage), damage, "There is no such damage.");
        }
    }

    private static void Flip(string file, long at)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = at;
        var value = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(value ^ 1));
    }

    private static void Overwrite(string file, long at, byte[] bytes)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite) { Position = at };
        stream.Write(bytes);
    }
}
