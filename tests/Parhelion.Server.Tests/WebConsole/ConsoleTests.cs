using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.WebConsole;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.WebConsole;

public sealed class SqliteConsoleTests(SqliteChatServer chat) : ConsoleTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresConsoleTests(PostgresChatServer chat) : ConsoleTests(chat), IClassFixture<PostgresChatServer>;

/// <summary>The console: who gets in, what they see, and what no browser may be made to do.</summary>
public abstract class ConsoleTests(ChatServer chat) : IDisposable
{
    private readonly ConsoleVisitor visitor = new(chat.Server);

    private ParhelionServer Server => chat.Server;

    private string AppPage => $"/console/apps/{Server.AppId}";

    public void Dispose()
    {
        visitor.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Key_of_the_account_opens_every_app_and_the_state_of_the_server()
    {
        Assert.Equal((302, "/console"), await SignInAsync());

        Assert.Equal((302, AppPage), Head(await visitor.GetAsync($"/console?app={Server.AppId}")));
        var overview = await visitor.GetAsync(AppPage);
        Assert.Equal(200, overview.Status);
        Assert.Contains("<h2>Health</h2>", overview.Html, StringComparison.Ordinal);
        var (other, _) = await chat.OtherAppAsync();
        Assert.Equal(200, (await visitor.GetAsync($"/console/apps/{other}")).Status);
    }

    [Fact]
    public async Task Key_of_an_app_opens_this_app_only()
    {
        Assert.Equal((302, "/console"), await visitor.SignInAsync(Server.AppKeyId, Server.AppKeySecret));

        var overview = await visitor.GetAsync(AppPage);
        Assert.Equal(200, overview.Status);
        Assert.DoesNotContain("<h2>Health</h2>", overview.Html, StringComparison.Ordinal);
        var (other, _) = await chat.OtherAppAsync();
        foreach (var page in (string[])["", "/attachments", $"/attachments/{ChatServer.Missing}", "/feed"])
        {
            var refused = await visitor.GetAsync($"/console/apps/{other}{page}");
            Assert.Equal(403, refused.Status);
            Assert.Contains("Forbidden", refused.Html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, "/console/sign-in")]
    [InlineData("/attachments?find=a", "/console/sign-in?next=%2Fconsole%2Fapps%2F{0}%2Fattachments%3Ffind%3Da")]
    public async Task Whoever_is_not_signed_in_is_asked_to_and_comes_back(string? page, string expected)
    {
        var path = page is null ? "/console" : AppPage + page;

        Assert.Equal((302, string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, Server.AppId)), Head(await visitor.GetAsync(path)));
        Assert.Equal((302, path), await visitor.SignInAsync(Server.AccountKeyId, Server.AccountKeySecret, next: path));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/console/\\evil")]
    [InlineData("/consoles/x")]
    [InlineData("/console/\r\nSet-Cookie: a=b")]
    public async Task Signing_in_never_leads_elsewhere(string next) =>
        Assert.Equal((302, "/console"), await visitor.SignInAsync(Server.AccountKeyId, Server.AccountKeySecret, next));

    [Fact]
    public async Task Wrong_secret_and_a_page_of_another_site_do_not_sign_in()
    {
        Assert.Equal((401, null), await visitor.SignInAsync(Server.AccountKeyId, Server.AppKeySecret));
        Assert.Equal((401, null), await visitor.SignInAsync("", ""));
        Assert.Equal((401, null), await visitor.SignInAsync(Server.AccountKeyId, Server.AccountKeySecret, site: "cross-site"));
        Assert.Equal((302, "/console/sign-in"), Head(await visitor.GetAsync("/console")));
    }

    [Fact]
    public async Task Form_of_a_stranger_is_read_up_to_64_KiB() =>
        Assert.Equal(413, (await visitor.SignInAsync(Server.AccountKeyId, new string('x', 70_000))).Status);

    [Fact]
    public async Task Link_signs_in_once_and_for_an_hour()
    {
        var links = Server.Services.GetRequiredService<ConsoleSignInLinks>();
        var link = links.Renew();

        Assert.Equal((302, "/console"), Head(await visitor.GetAsync($"/console/sign-in?link={link}")));
        Assert.Equal(200, (await visitor.GetAsync(AppPage)).Status);
        using var thief = new ConsoleVisitor(Server);
        Assert.Equal(401, (await thief.GetAsync($"/console/sign-in?link={link}")).Status);
        Assert.Equal(401, (await thief.GetAsync("/console/sign-in?link=")).Status);
    }

    [Fact]
    public async Task Session_ends_with_signing_out()
    {
        await SignInAsync();
        var token = await visitor.TokenOnAsync(AppPage);

        Assert.Equal((302, "/console/sign-in"), Head(await visitor.PostAsync("/console/sign-out", token)));

        Assert.Equal(302, (await visitor.GetAsync(AppPage)).Status);
    }

    [Fact]
    public async Task Session_ends_with_its_key()
    {
        using var account = Server.CreateAccountClient();
        using var made = await account.PostAsJsonAsync($"/v2/apps/{Server.AppId}/keys", new { displayName = "Console" }, TestContext.Current.CancellationToken);
        var key = (await made.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("key");
        await visitor.SignInAsync(key.GetProperty("id").GetString()!, key.GetProperty("secret").GetString()!);
        Assert.Equal(200, (await visitor.GetAsync(AppPage)).Status);

        using var deleted = await account.DeleteAsync($"/v2/apps/{Server.AppId}/keys/{key.GetProperty("id").GetString()}", TestContext.Current.CancellationToken);

        Assert.Equal(302, (await visitor.GetAsync(AppPage)).Status);
    }

    [Fact]
    public async Task Session_ends_with_the_server()
    {
        await using var own = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var reader = new ConsoleVisitor(own);
        await reader.SignInAsync(own.AccountKeyId, own.AccountKeySecret);
        Assert.Equal(200, (await reader.GetAsync($"/console/apps/{own.AppId}")).Status);

        await own.RestartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(302, (await reader.GetAsync($"/console/apps/{own.AppId}")).Status);
    }

    [Fact]
    public async Task Form_without_the_token_of_the_session_does_nothing()
    {
        var url = await Uploads.UploadAsync(Server, Uploads.Png, "kept.png");
        await SignInAsync();
        var remove = $"{AppPage}/attachments/{await IdOfAsync("kept.png")}/remove";

        Assert.Equal(403, (await visitor.PostAsync(remove, null)).Status);
        Assert.Equal(403, (await visitor.PostAsync(remove, "0123456789")).Status);

        using var client = Server.CreateAnonymousClient();
        using var response = await client.GetAsync(new Uri(url).AbsolutePath, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Attachment_is_found_shown_and_deleted()
    {
        var url = await Uploads.UploadAsync(Server, Uploads.Png, "deleted.png");
        await SignInAsync();
        var id = await IdOfAsync("deleted.png");
        Assert.Equal((302, $"{AppPage}/attachments/{id}"), Head(await visitor.GetAsync($"{AppPage}/attachments?find={id}")));
        Assert.Equal((302, $"{AppPage}/attachments/{id}"), Head(await visitor.GetAsync($"{AppPage}/attachments?find={Uri.EscapeDataString(url)}")));
        var page = await visitor.GetAsync($"{AppPage}/attachments/{id}");
        Assert.Contains(url, page.Html, StringComparison.Ordinal);
        Assert.Contains("The app keeps it", page.Html, StringComparison.Ordinal);

        Assert.Equal((302, $"{AppPage}/attachments"), Head(await visitor.PostAsync($"{AppPage}/attachments/{id}/remove", await visitor.TokenOnAsync(AppPage))));

        Assert.Equal(404, (await visitor.GetAsync($"{AppPage}/attachments/{id}")).Status);
        using var client = Server.CreateAnonymousClient();
        using var response = await client.GetAsync(new Uri(url).AbsolutePath, TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)response.StatusCode);
        var receipts = await chat.GetAsync("/attachments/receipts");
        Assert.Contains(Server.AccountKeyId, receipts.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feed_shows_reads_of_public_files_to_those_who_ask_for_them()
    {
        var path = new Uri(await Uploads.UploadAsync(Server, Uploads.Png, "watched.png")).AbsolutePath;
        var hidden = new Uri(await chat.UploadAsync("hidden.png", "access=private", Uploads.Png)).AbsolutePath;
        var (otherApp, otherClient) = await chat.OtherAppAsync();
        await SignInAsync();
        var id = await IdOfAsync("watched.png");
        using var reads = await visitor.FollowAsync($"{AppPage}/feed?reads=on");
        using var plain = await visitor.FollowAsync($"{AppPage}/feed");
        using var other = await visitor.FollowAsync($"/console/apps/{otherApp}/feed?reads=on");
        foreach (var feed in (StreamReader[])[reads, plain, other]) await feed.ReadLineAsync(TestContext.Current.CancellationToken);

        using (var reader = Server.CreateAnonymousClient())
        {
            await GetAsync(HttpMethod.Head, path, 200);
            // The first ones from the disk, the others from memory.
            for (var i = 0; i < 5; i++) await GetAsync(HttpMethod.Get, path, 200);
            await GetAsync(HttpMethod.Get, path, 304);
            await GetAsync(HttpMethod.Get, hidden, 401);

            async Task GetAsync(HttpMethod method, string target, int status)
            {
                using var request = new HttpRequestMessage(method, target);
                if (status == 304) request.Headers.TryAddWithoutValidation("If-None-Match", $"\"{target.Split('/')[^2]}\"");
                using var response = await reader.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal(status, (int)response.StatusCode);
            }
        }

        await Uploads.UploadAsync(Server, Uploads.Png, "end.png");
        using (otherClient)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", "end.png" } };
            using var response = await otherClient.PostAsync($"/v2/apps/{otherApp}/attachments?access=public", form, TestContext.Current.CancellationToken);
            Assert.Equal(201, (int)response.StatusCode);
        }

        var lines = await LinesUntilEndAsync(reads);
        var counted = lines.Where(line => line.Contains("watched.png", StringComparison.Ordinal) && !line.Contains("bytes", StringComparison.Ordinal)).ToList();
        Assert.All(counted, line => Assert.Contains($"href=\"{AppPage}/attachments/{id}\">watched.png</a>", line, StringComparison.Ordinal));
        Assert.Equal(6, counted.Sum(line => System.Text.RegularExpressions.Regex.Match(line, "read ([0-9]+) times", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } match
            ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 1));
        foreach (var line in (string[])[.. lines, .. await LinesUntilEndAsync(other)]) Assert.DoesNotContain("hidden.png", line, StringComparison.Ordinal);
        Assert.DoesNotContain(await LinesUntilEndAsync(plain), line => line.Contains("watched.png", StringComparison.Ordinal));

        // With the line of the last upload, all that came with it.
        static async Task<List<string>> LinesUntilEndAsync(StreamReader feed)
        {
            var lines = new List<string>();
            do lines.Add(await feed.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new EndOfStreamException());
            while (!lines.Exists(line => line.Contains("end.png", StringComparison.Ordinal)) || lines[^1] != ":");
            return lines;
        }
    }

    [Fact]
    public async Task Private_picture_is_shown_by_a_signed_link()
    {
        await chat.UploadAsync("secret.png", "access=private", Uploads.Png);
        await SignInAsync();

        var page = await visitor.GetAsync($"{AppPage}/attachments?find=secret.png&access=private");

        Assert.Contains("&amp;signature=", page.Html, StringComparison.Ordinal);
        Assert.Contains("<span class=\"badge\">private</span>", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gallery_goes_on_where_a_page_ends()
    {
        await using var own = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        for (var i = 0; i < 61; i++) await Uploads.UploadAsync(own, Uploads.Png, $"picture{i:00}.png");
        using var reader = new ConsoleVisitor(own);
        await reader.SignInAsync(own.AccountKeyId, own.AccountKeySecret);

        var first = (await reader.GetAsync($"/console/apps/{own.AppId}/attachments")).Html;
        var next = System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(first, "<a class=\"button\" href=\"([^\"]*after=[^\"]*)\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value);
        var second = (await reader.GetAsync(next + "&part=1")).Html;

        Assert.Contains("picture60.png", first, StringComparison.Ordinal);
        Assert.Contains("picture01.png", first, StringComparison.Ordinal);
        Assert.DoesNotContain("picture00.png", first, StringComparison.Ordinal);
        Assert.Contains("picture00.png", second, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", second, StringComparison.Ordinal);
        Assert.DoesNotContain("after=", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>.png", "&lt;img src=x onerror=alert(1)&gt;.png")]
    [InlineData("a&lt;b' onmouseover='x.png", "a&amp;lt;b&#x27; onmouseover=&#x27;x.png")]
    public async Task Names_are_shown_as_text(string name, string expected)
    {
        await Uploads.UploadAsync(Server, Uploads.Png, name);
        await SignInAsync();

        var html = (await visitor.GetAsync($"{AppPage}/attachments")).Html;

        Assert.Contains(expected, html, StringComparison.Ordinal);
        Assert.DoesNotContain(name, html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/console/sign-in")]
    [InlineData("/console")]
    public async Task Pages_run_only_their_own_script_and_are_not_kept(string path)
    {
        var policy = await visitor.HeaderAsync(path, "Content-Security-Policy");

        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("no-store", await visitor.HeaderAsync(path, "Cache-Control"));
    }

    [Fact]
    public async Task Upload_link_of_a_page_uploads_with_the_key_of_the_session()
    {
        await SignInAsync();

        var link = await visitor.PostAsync($"{AppPage}/attachments/uploadLink", await visitor.TokenOnAsync(AppPage), ("access", "public"));

        Assert.Equal(200, link.Status);
        using var client = Server.CreateAnonymousClient();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", "dropped.png" } };
        using var response = await client.PostAsync(link.Body, form, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)response.StatusCode);
    }

    [Fact]
    public async Task First_page_of_the_server_leads_to_the_console_unless_it_is_off()
    {
        Assert.Equal((302, "/console"), Head(await visitor.GetAsync("/")));
        await using var silent = await ParhelionServer.StartAsync(options => options.Settings["Console:Enabled"] = "false", TestContext.Current.CancellationToken);
        using var reader = new ConsoleVisitor(silent);

        foreach (var path in (string[])["/", "/console", "/console/sign-in"]) Assert.Equal(404, (await reader.GetAsync(path)).Status);
    }

    private Task<(int Status, string? Location)> SignInAsync() => visitor.SignInAsync(Server.AccountKeyId, Server.AccountKeySecret);

    private static (int Status, string? Location) Head((int Status, string? Location, string Html) page) => (page.Status, page.Location);

    private async Task<string> IdOfAsync(string name) =>
        (await chat.GetAsync($"/attachments?filter[name]={name}")).Json.GetProperty("attachments")[0].GetProperty("id").GetString()!;
}
