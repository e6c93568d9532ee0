using System.Text.Json;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Private;

namespace Parhelion.Server.Tests.Auditing;

/// <summary>Reads of private attachments in the audit log.</summary>
public sealed class PrivateReadTests
{
    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task Every_way_to_read_is_recorded_once_a_minute_for_each_key_and_file(HomeKind kind)
    {
        await using var audited = await AuditedServer.StartAsync(kind);
        using var app = PrivateApp.Of(audited.Server);
        var (other, otherKey) = await app.WithNewKeyAsync();
        var file = await app.UploadAsync();
        var second = await app.UploadAsync();
        var open = await app.UploadAsync("public");
        using var _ = other;

        var entries = await audited.EntriesOfAsync(async () =>
        {
            // Nothing of these is a read of a private file.
            Assert.Equal(200, await app.StatusAsync(open, app.Basic()));
            Assert.Equal(200, await app.StatusAsync(await app.LinkAsync(open)));
            Assert.Equal(401, await app.StatusAsync(file));
            Assert.Equal(403, await app.StatusAsync(file, PrivateApp.Bearer("x.y.z")));
            using (var head = await app.SendAsync(HttpMethod.Head, file, app.Basic())) Assert.Equal(200, (int)head.StatusCode);

            Assert.Equal(200, await app.StatusAsync(file, app.Basic()));
            Assert.Equal(200, await app.StatusAsync(file, app.Basic()));
            Assert.Equal(206, await app.StatusAsync(file, app.Basic(), ("Range", "bytes=0-1")));
            Assert.Equal(200, await app.StatusAsync(await app.LinkAsync(file)));
            Assert.Equal(200, await app.StatusAsync(second, PrivateApp.Cookie(await app.TokenAsync(app.AppPath))));
            Assert.Equal(200, await app.StatusAsync(file, PrivateApp.Bearer(await other.TokenAsync(app.AppPath))));
            Assert.Equal(200, await app.StatusAsync(await other.LinkAsync(second)));
            // A minute of the clock may end between two reads of the same file with the same key, so there may be two entries of them.
            await WaitForAsync(audited, 4);
        });

        var (first, last) = (await IdOfAsync(audited, 2), await IdOfAsync(audited, 1));
        string LineOf(string key, string id, string via) => $$"""attachment.read_private by {{key}} app in {{app.AppId}}: {{id}} {"via":"{{via}}"}""";
        Assert.Equal(
            [
                LineOf(audited.Server.AppKeyId, first, "key"), LineOf(audited.Server.AppKeyId, last, "cookie"),
                LineOf(otherKey, first, "token"), LineOf(otherKey, last, "link"),
            ],
            Distinct(entries));
    }

    [Fact]
    public async Task Next_minute_is_recorded_again_and_a_stop_writes_what_waits()
    {
        await using var audited = await AuditedServer.StartAsync(HomeKind.SqliteDisk);
        using var app = PrivateApp.Of(audited.Server);
        var file = await app.UploadAsync();
        var before = (await audited.EntriesAsync("?filter[action]=attachment.read_private")).Count;

        Assert.Equal(200, await app.StatusAsync(file, app.Basic()));
        audited.Server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, await app.StatusAsync(file, app.Basic()));
        await audited.Server.RestartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(before + 2, (await audited.EntriesAsync("?filter[action]=attachment.read_private")).Count);
    }

    [Fact]
    public async Task Setting_switches_it_off()
    {
        await using var audited = await AuditedServer.StartAsync(HomeKind.SqliteDisk, ("Audit:PrivateReads", "false"));
        using var app = PrivateApp.Of(audited.Server);
        var file = await app.UploadAsync();

        Assert.Equal(200, await app.StatusAsync(file, app.Basic()));
        await audited.Server.RestartAsync(TestContext.Current.CancellationToken);

        Assert.Empty(await audited.EntriesAsync("?filter[action]=attachment.read_private"));
    }

    [Theory]
    [InlineData("Short", "203.0.113.77", "203.0.113.0/24")]
    [InlineData("Short", "2001:db8:1:2:3:4:5:6", "2001:db8:1::/48")]
    [InlineData("Full", "203.0.113.77", "203.0.113.77")]
    [InlineData("None", "203.0.113.77", null)]
    public async Task Address_is_recorded_as_the_setting_says(string setting, string address, string? recorded)
    {
        await using var audited = await AuditedServer.StartAsync(HomeKind.SqliteDisk, ("Audit:Addresses", setting), ("Proxy:Trusted", "127.0.0.1"));
        using var app = PrivateApp.Of(audited.Server);
        var file = await app.UploadAsync();
        audited.Account.DefaultRequestHeaders.Add("X-Forwarded-For", address);

        var entries = await audited.EntriesOfAsync(async () =>
        {
            Assert.Equal(200, await app.StatusAsync(file, app.Basic(), ("X-Forwarded-For", address), ("X-Request-Id", "read-1")));
            await WaitForAsync(audited, 1);
            await AuditedServer.SendAsync(audited.Account, HttpMethod.Post, $"/v2/apps/{app.AppId}/keys", new { displayName = "K" }, 201);
        });

        Assert.Equal([recorded, recorded], entries.Select(entry => entry.TryGetProperty("address", out var value) ? value.GetString() : null));
        Assert.Equal("read-1", entries[0].GetProperty("requestId").GetString());
    }

    private static async Task WaitForAsync(AuditedServer audited, int count)
    {
        List<string> lines = [];
        await Uploads.WaitAsync(async () => (lines = Distinct(await audited.EntriesAsync("?filter[action]=attachment.read_private"))).Count >= count, () => string.Join('\n', lines));
    }

    // The first read of each file with each key.
    private static List<string> Distinct(List<JsonElement> entries) =>
        [.. entries.Select(AuditActionTests.LineOf).DistinctBy(line => line.Split(' ')[2] + line.Split(": ")[1][..24])];

    // The attachments of the app are listed newest first.
    private static async Task<string> IdOfAsync(AuditedServer audited, int position) =>
        (await AuditedServer.SendAsync(audited.App, HttpMethod.Get, $"/v2/apps/{audited.Server.AppId}/attachments", null, 200))
            .GetProperty("attachments")[position].GetProperty("id").GetString()!;
}
