using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Server.Telemetry;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.WebConsole;

public sealed class SqliteConsoleOperationsTests(SqliteChatServer chat) : ConsoleOperationsTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresConsoleOperationsTests(PostgresChatServer chat) : ConsoleOperationsTests(chat), IClassFixture<PostgresChatServer>;

/// <summary>The state of the server in the console.</summary>
public abstract class ConsoleOperationsTests(ChatServer chat) : IDisposable
{
    private readonly ConsoleVisitor visitor = new(chat.Server);

    private ParhelionServer Server => chat.Server;

    private string Page => $"/console/apps/{Server.AppId}/operations";

    public void Dispose()
    {
        visitor.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/quarantine")]
    [InlineData("/configuration")]
    [InlineData("/backup")]
    [InlineData("/slow")]
    [InlineData("/audit")]
    public async Task Key_of_an_app_is_told_that_it_needs_one_of_the_account(string page)
    {
        await visitor.SignInAsync(Server.AppKeyId, Server.AppKeySecret);

        var refused = await visitor.GetAsync(Page + page);

        Assert.Equal(403, refused.Status);
        Assert.Contains("needs a key of the account", refused.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Sweep", refused.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_have_their_sources_and_no_secrets()
    {
        await using var own = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["Bootstrap:AccountKeyId"] = "act_0123456789abcdef01234567";
                options.Settings["Bootstrap:AccountKeySecret"] = new string('s', 64) + "-not-to-be-seen";
            },
            TestContext.Current.CancellationToken);
        using var reader = new ConsoleVisitor(own);
        await reader.SignInAsync(own.AccountKeyId, own.AccountKeySecret);
        var page = $"/console/apps/{own.AppId}/operations/configuration";

        var all = (await reader.GetAsync(page)).Html;
        var found = (await reader.GetAsync($"{page}?find=uploadbytes")).Html;

        Assert.DoesNotContain("not-to-be-seen", all, StringComparison.Ordinal);
        Assert.Contains("command line", all, StringComparison.Ordinal);
        Assert.Contains("Parhelion:Limits:UploadBytes", found, StringComparison.Ordinal);
        Assert.Contains("52428800", found, StringComparison.Ordinal);
        Assert.DoesNotContain("Parhelion:DataDirectory", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_of_the_storage_runs_and_ends_with_its_findings()
    {
        await SignInAsync();
        await Uploads.UploadAsync(Server, Uploads.Png, "checked.png");
        Assert.Equal(302, (await visitor.SendFormAsync($"{Page}/check", Page, ("kind", "VerifyBytes"))).Status);
        await EndAsync("no difference");

        // Bytes that no row knows.
        var blobs = Server.Services.GetRequiredService<IBlobStore>();
        var key = await AddAsync(blobs);
        Assert.Equal(302, (await visitor.SendFormAsync($"{Page}/check", Page, ("kind", "Verify"))).Status);
        await EndAsync("1 findings");
        Assert.Contains("blob without a row", (await visitor.GetAsync(Page)).Html, StringComparison.Ordinal);
        Assert.Equal(400, (await visitor.SendFormAsync($"{Page}/check", Page, ("kind", "7"))).Status);

        Assert.True(await blobs.Quarantine.QuarantineAsync(key, TestContext.Current.CancellationToken));
        Assert.Contains(key.Value, (await visitor.GetAsync($"{Page}/quarantine")).Html, StringComparison.Ordinal);
        Assert.Equal(302, (await visitor.SendFormAsync($"{Page}/quarantine/{key}/restore", Page)).Status);
        Assert.DoesNotContain(key.Value, (await visitor.GetAsync($"{Page}/quarantine")).Html, StringComparison.Ordinal);
        Assert.NotNull(await blobs.LengthAsync(key, TestContext.Current.CancellationToken));
        Assert.Equal(404, (await visitor.SendFormAsync($"{Page}/quarantine/{key}/restore", Page)).Status);

        Assert.Equal(302, (await visitor.SendFormAsync($"{Page}/check", Page, ("kind", "OrphanScan"))).Status);
        await EndAsync("no difference");
    }

    [Fact]
    public async Task Audit_log_is_filtered_and_goes_on_where_a_page_ends()
    {
        await SignInAsync();
        for (var i = 0; i < 51; i++) await visitor.SendFormAsync("/console/apps/new", "/console/apps/new", ("displayName", $"App {i}"));

        var first = (await visitor.GetAsync($"{Page}/audit?action=app.create")).Html;
        var next = System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(first, "href=\"([^\"]*after=[^\"]*)\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value);
        var none = (await visitor.GetAsync($"{Page}/audit?action=app.create&until=2001-01-01")).Html;

        Assert.Equal(50, Count(first, "<td>app.create"));
        Assert.Contains("action=app.create", next, StringComparison.Ordinal);
        Assert.InRange(Count((await visitor.GetAsync(next)).Html, "<td>app.create"), 1, 50);
        Assert.Contains("No entry", none, StringComparison.Ordinal);
        Assert.Contains(Server.AccountKeyId, first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_request_is_shown_without_its_path()
    {
        await SignInAsync();
        Server.Services.GetRequiredService<SlowRequestHistory>().Add(TimeSpan.FromSeconds(3), "GET /v2/apps/{appId}", 200, "0HN-slow");

        var html = (await visitor.GetAsync($"{Page}/slow")).Html;

        Assert.Contains("3.0 s", html, StringComparison.Ordinal);
        Assert.Contains("GET /v2/apps/{appId}", html, StringComparison.Ordinal);
        Assert.Contains("0HN-slow", html, StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static async Task<BlobKey> AddAsync(IBlobStore blobs)
    {
        var key = BlobKey.New();
        await blobs.WriteAsync(key, PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes("left over"))), null, TestContext.Current.CancellationToken);
        return key;
    }

    private Task<(int Status, string? Location)> SignInAsync() => visitor.SignInAsync(Server.AccountKeyId, Server.AccountKeySecret);

    private Task EndAsync(string state) =>
        Uploads.WaitAsync(async () => (await visitor.GetAsync(Page)).Html.Contains($">{state}</span>", StringComparison.Ordinal), () => $"The check did not end with '{state}'");
}
