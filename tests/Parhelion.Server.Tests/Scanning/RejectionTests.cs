using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Links;
using Parhelion.Server.Tests.Resumable;
using Parhelion.Server.Tests.Verbs;
using Parhelion.Server.Tests.Webhooks;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Scanning;

/// <summary>What is recorded and told of uploads that were refused as malware or because of a quota.</summary>
public abstract class RejectionTests(HomeKind kind) : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    private readonly FakeClamd clamd = new();
    private Home home = null!;
    private ParhelionServer server = null!;
    private HttpClient client = null!;
    private Receiver receiver = null!;

    public async ValueTask InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        home = await Home.OpenAsync(kind);
        home.Settings["Antivirus:Address"] = clamd.Address;
        server = await ParhelionServer.StartAsync(
            options =>
            {
                home.Configure(options);
                options.TimeProvider = clock;
            },
            TestContext.Current.CancellationToken);
        client = server.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        await home.DisposeAsync();
        await receiver.DisposeAsync();
        await clamd.DisposeAsync();
    }

    [Fact]
    public async Task Malware_is_told_with_its_name_type_size_and_hash()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "attachment:reject");
        var file = Malware.Text(5000);

        Assert.Equal((415, "malware_detected"), await LinkedUploads.TryAsync(client, Uploads.PathOf(server), file, "Report 1.txt"));
        var url = await UploadRequests.CreateTusAsync(server, file.Length, "b.txt");
        using var tus = await UploadRequests.TusAsync(client, "PATCH", url, file, ("Upload-Offset", "0"));
        Assert.Equal(415, (int)tus.StatusCode);

        var calls = await receiver.WaitAsync(2);
        Assert.All(calls, call => Assert.Equal("attachment:reject", call.Type));
        foreach (var name in (string[])["Report 1.txt", "b.txt"])
        {
            var told = Assert.Single(calls, call => call.Payload.GetProperty("rejection").GetProperty("fileName").GetString() == name).Payload.GetProperty("rejection");
            Assert.Equal(
                ("malware", "Local.Test", 5000, "text/plain", Convert.ToHexStringLower(SHA256.HashData(file))),
                (Text(told, "reason"), Text(told, "signature"), told.GetProperty("size").GetInt32(), Text(told, "mediaType"), Text(told, "sha256")));
            Assert.True(ObjectId.IsValid(Text(told, "id")));
        }
    }

    [Fact]
    public async Task Quota_is_told_on_every_way_with_what_was_known_then()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "attachment:reject");
        await SetAsync("""{"settings":{"attachmentsQuotaBytes":1000}}""");

        // Too long by its header; too long by its file; the same resumably, announced and not.
        Assert.Equal(413, (await LinkedUploads.TryAsync(client, Uploads.PathOf(server), Malware.Clean(3_000_000), "a.txt")).Status);
        Assert.Equal(413, (await LinkedUploads.TryAsync(client, Uploads.PathOf(server), Malware.Clean(1008), "b.txt")).Status);
        using var tus = await UploadRequests.TusAsync(client, "POST", Uploads.PathOf(server), null, ("Upload-Length", "1001"), ("Upload-Metadata", UploadRequests.Metadata("c.txt")));
        using var draft = await UploadRequests.SendAsync(
            client, "POST", Uploads.PathOf(server), new ByteArrayContent(Malware.Clean(1200)), ("Upload-Complete", "?1"), ("Content-Disposition", "inline; filename=\"d.txt\""));
        Assert.Equal((413, 413), ((int)tus.StatusCode, (int)draft.StatusCode));
        // Full.
        Assert.Equal(201, (await LinkedUploads.TryAsync(client, Uploads.PathOf(server), Malware.Clean(1000), "e.txt")).Status);
        Assert.Equal(413, (await LinkedUploads.TryAsync(client, Uploads.PathOf(server), Malware.Clean(16), "f.txt")).Status);

        var told = (await receiver.WaitAsync(5)).Select(call => call.Payload.GetProperty("rejection")).ToList();
        Assert.All(told, rejection => Assert.Equal("quota", Text(rejection, "reason")));
        Assert.All(told, rejection => Assert.False(rejection.TryGetProperty("sha256", out _) || rejection.TryGetProperty("signature", out _)));
        Assert.Equal(
            [(null, null), (null, null), ("b.txt", null), ("c.txt", 1001L), ("d.txt", 1200L)],
            told.Select(rejection => (NameOf(rejection), SizeOf(rejection))).OrderBy(pair => pair.Item1, StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_more_than_twenty_in_a_minute_are_recorded_of_an_app()
    {
        await Hooks.IntegrateAsync(server, receiver.Url, false, "attachment:reject");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => LinkedUploads.TryAsync(client, Uploads.PathOf(server), Malware.Text(), "a.txt")));

        Assert.Equal(UploadRefusalRecorder.MaxOfApp, (await RowsAsync()).Count);
        // A call that is under way would time out with the clock, and be repeated only when the clock goes on.
        await receiver.WaitAsync(UploadRefusalRecorder.MaxOfApp);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(415, (await LinkedUploads.TryAsync(client, Uploads.PathOf(server), Malware.Text(), "a.txt")).Status);
        Assert.Equal(UploadRefusalRecorder.MaxOfApp + 1, (await RowsAsync()).Count);
        Assert.Equal(UploadRefusalRecorder.MaxOfApp + 1, (await receiver.WaitAsync(UploadRefusalRecorder.MaxOfApp + 1)).Count);
    }

    [Fact]
    public async Task Other_refusals_are_not_recorded()
    {
        Assert.Equal(415, (await LinkedUploads.TryAsync(client, Uploads.PathOf(server), Malware.Clean(), "a.exe")).Status);
        Assert.Equal(415, (await LinkedUploads.TryAsync(client, Uploads.PathOf(server), Malware.Clean(), "a.png")).Status);

        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task Command_lists_them_also_of_one_app()
    {
        await LinkedUploads.TryAsync(client, Uploads.PathOf(server), Malware.Text(5000), "Report 1.txt");
        await SetAsync("""{"settings":{"attachmentsQuotaCount":0}}""");
        await LinkedUploads.TryAsync(client, Uploads.PathOf(server), Malware.Clean(), "b.txt");
        string[] settings = [$"--Parhelion:DataDirectory={home.Directory}", .. home.Settings.Select(setting => $"--Parhelion:{setting.Key}={setting.Value}")];

        var (all, ofApp, ofOther) = (await VerbRun.OfAsync(["refusals", .. settings]), await VerbRun.OfAsync(["refusals", server.AppId, .. settings]), await VerbRun.OfAsync(["refusals", "0123456789abcdef01234567", .. settings]));

        var hash = Convert.ToHexStringLower(SHA256.HashData(Malware.Text(5000)));
        Assert.Equal((0, 0, 0), (all.ExitCode, ofApp.ExitCode, ofOther.ExitCode));
        Assert.Matches($@"^[0-9a-f]{{24}}  \S+ \S+  app {server.AppId}  malware  Local\.Test  .*  text/plain  sha256 {hash}  Report 1\.txt\n[0-9a-f]{{24}}  \S+ \S+  app {server.AppId}  quota  -  .*\n2 refused uploads\n$", all.Output);
        Assert.Equal((all.Output, "0 refused uploads\n"), (ofApp.Output, ofOther.Output));
    }

    [Fact]
    public async Task They_go_with_their_age_their_number_and_their_app()
    {
        var refusals = server.Services.GetRequiredService<UploadRefusalRecorder>();
        var database = server.Services.GetRequiredService<Database>();
        var now = clock.GetUtcNow();
        await AddAsync(database, now - TimeSpan.FromDays(500), 700);
        await AddAsync(database, now, 3);
        await refusals.ForgetAsync(now - TimeSpan.FromDays(400), TestContext.Current.CancellationToken);
        Assert.Equal(3, (await RowsAsync()).Count);

        using var account = server.CreateAccountClient();
        using var deleted = await account.DeleteAsync(new Uri($"/v2/apps/{server.AppId}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)deleted.StatusCode);
        await Uploads.WaitAsync(async () => (await RowsAsync()).Count == 0, () => "Refusals of a deleted app are still there.");
    }

    [Fact]
    public async Task Newest_of_too_many_stay()
    {
        var database = server.Services.GetRequiredService<Database>();
        await AddAsync(database, clock.GetUtcNow(), 10);
        var ids = (await RowsAsync()).Select(row => row.Id).ToList();

        var last = await database.ReadAsync((session, token) => RefusedUploadTable.FindNewestAsync(session, 4, token), TestContext.Current.CancellationToken);
        await database.DeleteAsync(session => RefusedUploadTable.ForgetAsync(session, last!, 100), TestContext.Current.CancellationToken);

        Assert.Equal(ids[6..], (await RowsAsync()).Select(row => row.Id));
        Assert.Null(await database.ReadAsync((session, token) => RefusedUploadTable.FindNewestAsync(session, 4, token), TestContext.Current.CancellationToken));
    }

    private static string? Text(JsonElement rejection, string name) => rejection.GetProperty(name).GetString();

    private static string? NameOf(JsonElement rejection) => rejection.TryGetProperty("fileName", out var name) ? name.GetString() : null;

    private static long? SizeOf(JsonElement rejection) => rejection.TryGetProperty("size", out var size) ? size.GetInt64() : null;

    private async Task AddAsync(Database database, DateTimeOffset time, int count)
    {
        var then = new FakeTimeProvider(time);
        await database.WriteAsync(
            async session =>
            {
                for (var i = 0; i < count; i++)
                {
                    Assert.True(await RefusedUploadTable.InsertAsync(session, new RefusedUploadRow(ObjectId.New(then), server.AppId, null, "quota", null, null, null, null, null, time)));
                }

                return true;
            },
            TestContext.Current.CancellationToken);
    }

    private async Task<List<RefusedUploadRow>> RowsAsync() => await server.Services.GetRequiredService<Database>().ReadAsync(
        (session, token) => RefusedUploadTable.ListAsync(session, null, "", 1000, token), TestContext.Current.CancellationToken);

    private async Task SetAsync(string json)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PatchAsync(new Uri($"/v2/apps/{server.AppId}", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
    }
}

public sealed class SqliteRejectionTests() : RejectionTests(HomeKind.SqliteDisk);

public sealed class PostgresRejectionTests() : RejectionTests(HomeKind.PostgresDisk);
