using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Server.Configuration;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Server.Tests.Links;
using Parhelion.Server.Tests.Private;
using Parhelion.Server.Tests.Verbs;
using Parhelion.Server.Tests.Webhooks;
using Parhelion.Server.Workers;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Moving;

/// <summary>The verb <c>migrate</c> on real installations: as a process of its own beside a server, and to be killed or interrupted.</summary>
public sealed class InstallationMoveTests
{
    private const int Callers = 6;

    // A sample has each test and each way at least once, in other pairs each time.
    private static readonly IReadOnlyList<(string Row, (string From, string To) Column)> Sample = Sampling.Pairs(
    [
        nameof(Installation_that_was_moved_while_it_ran_is_the_same_in_its_new_home),
        nameof(Move_that_is_killed_again_and_again_goes_on_where_it_was),
        nameof(Wrong_and_missing_bytes_are_reported_and_everything_else_is_copied),
        nameof(Bytes_that_went_bad_in_the_copy_are_found_and_copied_again_when_asked_for),
        nameof(What_was_removed_since_the_first_run_is_gone_from_the_copy),
        nameof(Copy_that_has_been_served_is_never_written_over),
        nameof(Copy_of_another_installation_is_never_written_over),
        nameof(Store_of_somebody_else_is_refused),
    ], TestHome.Ways);

    /// <summary>From which kind of home to which a test moves; all ways with <c>./run test --all</c>.</summary>
    public static TheoryData<string, string> WaysOf(string test) => [.. Sample.Where(pair => pair.Row == test).Select(pair => pair.Column)];

    [Theory]
    [MemberData(nameof(WaysOf), nameof(Installation_that_was_moved_while_it_ran_is_the_same_in_its_new_home))]
    public async Task Installation_that_was_moved_while_it_ran_is_the_same_in_its_new_home(string fromKind, string toKind)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        await using var from = await TestHome.CreateAsync(fromKind);
        await using var to = await TestHome.CreateAsync(toKind);
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (http, _) => Task.FromResult(http.Response.StatusCode = 503);
        var record = new LifeRecord();
        var big = RandomNumberGenerator.GetBytes(5_000_000);
        Uploads.Png.CopyTo(big, 0);
        string appId, bigPath, secretUrl;
        (string Id, string Secret) deskKey;

        await using (var server = await from.ServeAsync())
        {
            var chat = Chat.Of(server);
            appId = server.AppId;
            var integration = await Hooks.IntegrateAsync(server, receiver.Url, includeFullUser: true, "conversation:message", "user:remove", "attachment:remove");
            deskKey = await Hooks.KeyAsync(server, integration.GetProperty("id").GetString()!);
            bigPath = new Uri(await Uploads.UploadAsync(server, big, "big.png")).AbsolutePath;
            secretUrl = await PrivateApp.Of(server).UploadAsync();
            using (var business = server.CreateClient()) await WriteThroughChannelAsync(server, business);
            using (var browser = server.CreateAnonymousClient())
            {
                await LinkedUploads.UploadAsync(browser, await LinkedUploads.CreateAsync(PrivateApp.Of(server), new { access = "public", maxUploads = 3 }));
            }

            // The callers do not know this group: it stays, with a client and conversion events.
            var group = (await chat.GroupAsync((await chat.UserAsync()).Id)).Id;
            using var converted = await chat.Client.PostAsJsonAsync(
                $"/v2/apps/{appId}/conversations/{group}/conversionEvents", new { messenger = new { payload = new { data = new[] { new { a = 1 } } } } }, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, converted.StatusCode);

            // Callers go on from before the move begins until it is through.
            using var moved = new CancellationTokenSource();
            var load = Enumerable.Range(0, Callers).Select(index => ActAsync(new Caller(chat, record, new Random(seed + index)), moved.Token)).ToList();
            await Uploads.WaitAsync(() => record.Attachments.Count > 100, () => "The callers do nothing.");
            var running = await MigrateByProgramAsync(from, to);
            await moved.CancelAsync();
            await Task.WhenAll(load);

            Assert.True(running.ExitCode is 0 or 3, running.Output);
            if (running.ExitCode == 3) Assert.Contains("still writing", running.Output, StringComparison.Ordinal);
        }

        await LeaveWorkAsync(from, record);
        foreach (var table in (string[])["cascades", "pending_user_removals", "webhook_deliveries", "removals", "message_attachments", "participants", "clients", "client_associations", "conversion_events", "webhooks", "integrations", "upload_links", "simulated_deliveries"])
        {
            Assert.True(await from.CountAsync(table) > 0, $"{table} is empty: this shows nothing of it.");
        }

        var stopped = await MigrateAsync(from, to);
        Assert.True(stopped.ExitCode == 0, stopped.Output);
        Assert.Contains("The copy is complete. If the current server still runs, stop it", stopped.Output, StringComparison.Ordinal);
        Assert.Equal(await from.DumpAsync(), await to.DumpAsync());
        await AssertVerifiedAsync(to);
        var again = await MigrateAsync(from, to);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("there was nothing left to copy", again.Output, StringComparison.Ordinal);

        receiver.Answer = (_, _) => Task.CompletedTask;
        var before = receiver.Calls.Count;
        await using (var server = await to.ServeAsync())
        {
            var chat = Chat.Of(server);
            Assert.Equal(appId, server.AppId);
            await record.CheckAsync(chat);
            await WaitForNoneAsync(server, "cascades");
            await WaitForNoneAsync(server, "removals WHERE token IS NOT NULL");
            await record.CheckReceiptsAsync(chat);
            using var client = server.CreateClient();
            Assert.Equal(big, await client.GetByteArrayAsync(bigPath, TestContext.Current.CancellationToken));
            Assert.Equal(PrivateApp.Text, await client.GetStringAsync(new Uri(secretUrl).AbsolutePath, TestContext.Current.CancellationToken));
            using var anonymous = server.CreateAnonymousClient();
            using var refused = await anonymous.GetAsync(new Uri(secretUrl).AbsolutePath, TestContext.Current.CancellationToken);
            Assert.NotEqual(HttpStatusCode.OK, refused.StatusCode);
            using var desk = server.CreateClient(deskKey.Id, deskKey.Secret);
            using var users = await desk.GetAsync($"/v2/apps/{appId}/conversations/{record.Conversations.First(thing => thing.Lives).Id}", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, users.StatusCode);
            // What no webhook had heard of at the old home is told at the new one.
            await Uploads.WaitAsync(() => receiver.Calls.Count > before, () => "Nothing is told.");
        }

        await AssertVerifiedAsync(to);
    }

    [Theory]
    [MemberData(nameof(WaysOf), nameof(Move_that_is_killed_again_and_again_goes_on_where_it_was))]
    public async Task Move_that_is_killed_again_and_again_goes_on_where_it_was(string fromKind, string toKind)
    {
        const int Files = 200;
        await using var from = await TestHome.CreateAsync(fromKind);
        await using var to = await TestHome.CreateAsync(toKind);
        await FillAsync(from, Files, 200_000);
        var kills = 0;
        for (var most = 20; most < Files; most += 60)
        {
            using var move = ServerProcess.Start([.. Arguments(from, to)]);
            while (!move.HasExited && await StoredAsync(to) < most) await Task.Delay(20, TestContext.Current.CancellationToken);
            if (move.HasExited) break;
            move.Kill();
            await move.WaitForExitAsync(TestContext.Current.CancellationToken);
            kills++;
            var refusal = await Assert.ThrowsAsync<OperatorErrorException>(() => to.ServeAsync());
            Assert.Contains("incomplete copy", refusal.Message, StringComparison.Ordinal);
        }

        Assert.True(kills > 0, "Nothing was interrupted.");
        var last = await MigrateAsync(from, to);

        Assert.True(last.ExitCode == 0, last.Output);
        Assert.Equal(await from.DumpAsync(), await to.DumpAsync());
        Assert.Equal(await from.BlobsAsync(), await to.BlobsAsync());
        await AssertVerifiedAsync(to);
        await using var server = await to.ServeAsync();
    }

    [Fact]
    public async Task Interrupt_stops_a_move_which_says_that_it_goes_on()
    {
        await using var from = await TestHome.CreateAsync(TestHome.Files);
        await FillAsync(from, 400, 200_000);
        // On a busy machine a move may be over before the process has heard of the signal: then the next one is interrupted.
        for (var attempt = 0; ; attempt++)
        {
            Assert.True(attempt < 10, "No move was interrupted.");
            await using var to = await TestHome.CreateAsync(TestHome.Files);
            using var disk = new FailingDisk(to.Directory);
            disk.Fail(new FaultRule("fsync", "/staging/", Skip: 20) { Interrupts = true });
            using var move = (ServerProgram.Built with { Environment = disk.Environment }).Start([.. Arguments(from, to)]);
            var (exitCode, _, errors) = await move.ReadToEndAsync();
            if (exitCode == 0) continue;

            Assert.Equal(130, exitCode);
            Assert.Contains("To continue, run the same command again", errors, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(Path.Combine(to.Directory, "staging")));
            Assert.Equal(0, (await MigrateAsync(from, to)).ExitCode);
            return;
        }
    }

    [Theory]
    [MemberData(nameof(WaysOf), nameof(Wrong_and_missing_bytes_are_reported_and_everything_else_is_copied))]
    public async Task Wrong_and_missing_bytes_are_reported_and_everything_else_is_copied(string fromKind, string toKind)
    {
        await using var from = await TestHome.CreateAsync(fromKind);
        await using var to = await TestHome.CreateAsync(toKind);
        var keys = await FillAsync(from, 20, 10_000);
        var (wrong, missing) = (keys[3], keys[7]);
        var bytes = Content(3, 10_000);
        bytes[^1] ^= 1;
        await from.ReplaceAsync(wrong, bytes);
        await from.ReplaceAsync(missing, null);

        var (exitCode, output) = await MigrateAsync(from, to);

        Assert.Equal(1, exitCode);
        Assert.Contains($"wrong hash: {wrong} (app ", output, StringComparison.Ordinal);
        Assert.Contains($"missing blob: {missing} (app ", output, StringComparison.Ordinal);
        Assert.Contains("2 faults;", output, StringComparison.Ordinal);
        Assert.Equal(keys.Except([wrong, missing]).ToHashSet(), await to.BlobsAsync());
        Assert.Equal(18, await to.CountAsync("attachments"));
        await AssertVerifiedAsync(to);
        await Assert.ThrowsAsync<OperatorErrorException>(() => to.ServeAsync());

        // One is restored, the other is given up.
        await from.ReplaceAsync(wrong, Content(3, 10_000));
        var resigned = await MigrateAsync(from, to, "--leave-faulty");
        Assert.Equal(1, resigned.ExitCode);
        Assert.DoesNotContain("wrong hash", resigned.Output, StringComparison.Ordinal);
        Assert.Contains("1 fault;", resigned.Output, StringComparison.Ordinal);
        await using var server = await to.ServeAsync();
        Assert.Equal(19, await to.CountAsync("attachments"));
    }

    [Theory]
    [MemberData(nameof(WaysOf), nameof(Bytes_that_went_bad_in_the_copy_are_found_and_copied_again_when_asked_for))]
    public async Task Bytes_that_went_bad_in_the_copy_are_found_and_copied_again_when_asked_for(string fromKind, string toKind)
    {
        await using var from = await TestHome.CreateAsync(fromKind);
        await using var to = await TestHome.CreateAsync(toKind);
        var keys = await FillAsync(from, 5, 10_000);
        Assert.Equal(0, (await MigrateAsync(from, to)).ExitCode);
        await to.ReplaceAsync(keys[2], new byte[10_000]);

        Assert.Contains("there was nothing left to copy", (await MigrateAsync(from, to)).Output, StringComparison.Ordinal);
        var (exitCode, output) = await MigrateAsync(from, to, "--bytes");

        Assert.Equal(0, exitCode);
        Assert.Contains("1 blob copied (10.0 kB), 4 already in the new store", output, StringComparison.Ordinal);
        await AssertVerifiedAsync(to);

        // Lost on both sides: the row does not stay behind without its bytes.
        await from.ReplaceAsync(keys[2], null);
        await to.ReplaceAsync(keys[2], null);
        Assert.Equal(1, (await MigrateAsync(from, to, "--bytes")).ExitCode);
        Assert.Equal(4, await to.CountAsync("attachments"));
        await AssertVerifiedAsync(to);
    }

    [Theory]
    [MemberData(nameof(WaysOf), nameof(What_was_removed_since_the_first_run_is_gone_from_the_copy))]
    public async Task What_was_removed_since_the_first_run_is_gone_from_the_copy(string fromKind, string toKind)
    {
        await using var from = await TestHome.CreateAsync(fromKind);
        await using var to = await TestHome.CreateAsync(toKind);
        string url;
        await using (var server = await from.ServeAsync())
        {
            url = await Uploads.UploadAsync(server, Uploads.Png, "a.png");
            Assert.Equal(0, (await MigrateByProgramAsync(from, to)).ExitCode);
            Assert.Single(await to.BlobsAsync());
            using var removed = await Uploads.RemoveAsync(server, url);
            Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
            await Uploads.AssertNothingKeptAsync(server);
        }

        Assert.Equal(0, (await MigrateAsync(from, to)).ExitCode);

        Assert.Empty(await to.BlobsAsync());
        await using var moved = await to.ServeAsync();
        Assert.False(await Chat.Of(moved).LivesAsync(url));
        Assert.Single(await Chat.Of(moved).ReceiptsAsync());
    }

    [Theory]
    [MemberData(nameof(WaysOf), nameof(Copy_that_has_been_served_is_never_written_over))]
    public async Task Copy_that_has_been_served_is_never_written_over(string fromKind, string toKind)
    {
        await using var from = await TestHome.CreateAsync(fromKind);
        await using var to = await TestHome.CreateAsync(toKind);
        await FillAsync(from, 3, 1000);
        Assert.Equal(0, (await MigrateAsync(from, to)).ExitCode);
        await using (var server = await to.ServeAsync()) await Uploads.UploadAsync(server, Uploads.Png, "new.png");
        await AssertRefusedAsync(from, to, "A server was started with the new database");
    }

    [Theory]
    [MemberData(nameof(WaysOf), nameof(Copy_of_another_installation_is_never_written_over))]
    public async Task Copy_of_another_installation_is_never_written_over(string fromKind, string toKind)
    {
        await using var from = await TestHome.CreateAsync(fromKind);
        await using var other = await TestHome.CreateAsync(fromKind);
        await using var to = await TestHome.CreateAsync(toKind);
        await FillAsync(from, 3, 1000);
        await FillAsync(other, 2, 1000);
        Assert.Equal(0, (await MigrateAsync(other, to)).ExitCode);
        // Its key would be refused first.
        File.Delete(Path.Combine(to.Directory, "master.key"));
        await AssertRefusedAsync(from, to, "the copy of another installation");
    }

    [Theory]
    [MemberData(nameof(WaysOf), nameof(Store_of_somebody_else_is_refused))]
    public async Task Store_of_somebody_else_is_refused(string fromKind, string toKind)
    {
        await using var from = await TestHome.CreateAsync(fromKind);
        await using var to = await TestHome.CreateAsync(toKind);
        await FillAsync(from, 3, 1000);
        await to.ReplaceAsync(BlobKey.New(), [1, 2, 3]);

        var (exitCode, output) = await MigrateAsync(from, to);

        Assert.Equal(2, exitCode);
        Assert.Contains("choose an empty store for the copy", output, StringComparison.Ordinal);
        Assert.Single(await to.BlobsAsync());
    }

    [Fact]
    public async Task Store_that_is_not_that_of_the_earlier_run_is_noticed()
    {
        await using var from = await TestHome.CreateAsync(TestHome.Files);
        await using var to = await TestHome.CreateAsync(TestHome.Files);
        await FillAsync(from, 3, 1000);
        Assert.Equal(0, (await MigrateAsync(from, to)).ExitCode);
        foreach (var folder in (string[])["blobs", "segments"]) Directory.Delete(Path.Combine(to.Directory, folder), recursive: true);

        var (exitCode, output) = await MigrateAsync(from, to);
        Assert.Equal(2, exitCode);
        Assert.Contains("Check that it is the store of that run.", output, StringComparison.Ordinal);

        Assert.Equal(0, (await MigrateAsync(from, to, "--bytes")).ExitCode);
        await AssertVerifiedAsync(to);
    }

    [Fact]
    public async Task Target_that_is_served_is_left_alone()
    {
        await using var from = await TestHome.CreateAsync(TestHome.Files);
        await using var to = await TestHome.CreateAsync(TestHome.Files);
        await FillAsync(from, 3, 1000);
        await using var server = await to.ServeAsync();

        var (exitCode, output) = await MigrateAsync(from, to);

        Assert.Equal(2, exitCode);
        Assert.Contains($"To:DataDirectory is '{to.Directory}', which another Parhelion process is using", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_itself_is_no_source()
    {
        await using var from = await TestHome.CreateAsync(TestHome.Files);
        await using var to = await TestHome.CreateAsync(TestHome.Files);
        await using var third = await TestHome.CreateAsync(TestHome.Files);
        await FillAsync(from, 1, 1000);
        Assert.Equal(0, (await MigrateAsync(from, to)).ExitCode);

        var (exitCode, output) = await MigrateAsync(to, third);

        Assert.Equal(2, exitCode);
        Assert.Contains("was ever started with the current database", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "The target of the copy is missing")]
    [InlineData("--To:DataDirectory={present}", "is the folder of the current installation")]
    [InlineData("--To:Durability=Os", "To:DataDirectory is missing")]
    [InlineData("--To:DataDirectory={new} --To:Databas:Provider=Sqlite", "To:Databas:Provider is not a setting. The nearest is To:Database:Provider.")]
    [InlineData("--To:DataDirectory={new} --To:Blobs:Provider=Tape", "To:Blobs:Provider is 'Tape'; it must be one of")]
    public async Task Wrong_setting_stops_the_move_and_says_what_would_be_right(string arguments, string message)
    {
        await using var from = await TestHome.CreateAsync(TestHome.Files);
        await using var to = await TestHome.CreateAsync(TestHome.Files);
        await FillAsync(from, 1, 1000);
        var settings = arguments.Replace("{present}", from.Directory, StringComparison.Ordinal).Replace("{new}", to.Directory, StringComparison.Ordinal);

        var (exitCode, output) = await VerbRun.RunAsync(["migrate", .. from.Arguments("Parhelion"), .. settings.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(2, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(to.Directory));
    }

    [Fact]
    public async Task Folder_without_an_installation_is_no_source()
    {
        await using var from = await TestHome.CreateAsync(TestHome.Files);
        await using var to = await TestHome.CreateAsync(TestHome.Files);

        var (exitCode, output) = await MigrateAsync(from, to);

        Assert.Equal(2, exitCode);
        Assert.Contains("contains no database", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_from_the_settings_is_not_copied_and_the_report_says_so()
    {
        await using var from = await TestHome.CreateAsync(TestHome.Files);
        await using var to = await TestHome.CreateAsync(TestHome.Files);
        var key = $"--Parhelion:Secrets:MasterKey={Convert.ToBase64String(new byte[32])}";
        await using (await from.ServeAsync(options => options.Settings["Secrets:MasterKey"] = Convert.ToBase64String(new byte[32])))
        {
        }

        var (exitCode, output) = await MigrateAsync(from, to, key);

        Assert.Equal(0, exitCode);
        Assert.Contains("with the same Parhelion:Secrets:MasterKey", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(to.Directory, "master.key")));
    }

    private static Task<(int ExitCode, string Output)> MigrateAsync(TestHome from, TestHome to, params string[] more) => VerbRun.RunAsync([.. Arguments(from, to), .. more]);

    // Beside a server of this process, as an operator has it. SQLite shares its locks within a process.
    private static Task<(int ExitCode, string Output)> MigrateByProgramAsync(TestHome from, TestHome to) => ServerProcess.RunAsync([.. Arguments(from, to)]);

    private static IEnumerable<string> Arguments(TestHome from, TestHome to) => ["migrate", .. from.Arguments("Parhelion"), .. to.Arguments("To")];

    private static async Task AssertVerifiedAsync(TestHome home)
    {
        var (exitCode, output) = await VerbRun.RunAsync(["verify", "--bytes", home.ShortOrphanAge, .. home.Arguments("Parhelion")]);
        Assert.True(exitCode == 0, output);
    }

    private static async Task AssertRefusedAsync(TestHome from, TestHome to, string reason)
    {
        var (rows, blobs) = (await to.DumpAsync(), await to.BlobsAsync());

        var (exitCode, output) = await MigrateAsync(from, to);

        Assert.Equal(2, exitCode);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.Equal(rows, await to.DumpAsync());
        Assert.Equal(blobs, await to.BlobsAsync());
    }

    private static async Task<int> StoredAsync(TestHome home) => (await home.BlobsAsync()).Count;

    private static async Task ActAsync(Caller caller, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await caller.ActAsync();
            // A move that is slower than its installation grows would never end.
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    // An installation with so many files, and nobody serves it any more.
    private static async Task<List<BlobKey>> FillAsync(TestHome home, int files, int size)
    {
        await using var server = await home.ServeAsync();
        var keys = new List<BlobKey>();
        for (var i = 0; i < files; i++) keys.Add(BlobKey.Parse((await Uploads.UploadAsync(server, Content(i, size), "a.png")).Split('/')[^2]));
        return keys;
    }

    private static byte[] Content(int seed, int size)
    {
        var content = new byte[size];
        new Random(seed).NextBytes(content);
        Uploads.Png.CopyTo(content, 0);
        return content;
    }

    // Deletions whose work nobody does: cascades half done, files that are still to be erased, a farewell that has not been told.
    private static async Task LeaveWorkAsync(TestHome home, LifeRecord record)
    {
        await using var server = await home.ServeAsync(options => options.ConfigureServices = services => services.Remove(services.Single(service => service.ImplementationType == typeof(ErasureWorker))));
        var chat = Chat.Of(server);
        var user = new Thing((await chat.UserAsync()).Id);
        record.Users.Enqueue(user);
        var conversation = new Thing((await chat.PersonalAsync(user.Id)).Id) { Parent = user };
        record.Conversations.Enqueue(conversation);
        for (var i = 0; i < 60; i++)
        {
            var attachment = new Thing((await chat.UploadAsync(forMessage: true)).Url) { IsForMessage = true, MayHaveBeenSent = true, WasSent = true };
            record.Attachments.Enqueue(attachment);
            record.Messages.Enqueue(new Thing((await chat.PostAsync(conversation.Id, user.Id, attachment.Id)).Id) { Parent = conversation, Author = user });
        }

        Assert.Equal(200, await user.DeleteAsync(() => chat.DeleteUserAsync(user.Id)));
    }

    // A user writes through a simulated channel and gets an answer.
    private static async Task WriteThroughChannelAsync(ParhelionServer server, HttpClient client)
    {
        using var made = await client.PostAsJsonAsync(Hooks.PathOf(server), new { type = "line", channelId = "1", channelSecret = "2" }, TestContext.Current.CancellationToken);
        var integrationId = (await Hooks.JsonAsync(made)).GetProperty("integration").GetProperty("id").GetString();
        using var written = await client.PostAsJsonAsync(
            $"/v2/apps/{server.AppId}/simulator/messages", new { integrationId, externalId = "7", content = new { type = "text", text = "Hello" } }, TestContext.Current.CancellationToken);
        await Hooks.SayAsync(server, (await Hooks.JsonAsync(written)).GetProperty("conversationId").GetString()!, "Hi");
    }

    private static async Task WaitForNoneAsync(ParhelionServer server, string table)
    {
        var database = server.Services.GetRequiredService<Core.Catalog.Database>();
        for (var round = 0; ; round++)
        {
            var count = await database.ReadAsync(
                (session, token) => session.Sql($"SELECT COUNT(*) FROM {table}").FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);
            if (count == 0) return;
            // What the old server had taken of the ledger comes back when its claim has ended, after a minute.
            Assert.True(round < 1000, $"{count} left of {table}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
