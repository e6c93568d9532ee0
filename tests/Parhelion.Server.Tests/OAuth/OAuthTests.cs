using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Catalog;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.Tests.Webhooks;

namespace Parhelion.Server.Tests.OAuth;

/// <summary>The authorization of other programs: from the page to the end of the access, and what attackers try.</summary>
public abstract class OAuthTests(OAuthServer oauth)
{
    [Fact]
    public async Task Program_gets_access_to_the_app_and_nothing_else_until_it_is_revoked()
    {
        var page = await oauth.OpenAsync(OAuthServer.Query(redirect: OAuthServer.OtherRedirect, state: "x&code=forged y"));
        var sent = await oauth.SendAsync(page, oauth.Allow());
        Assert.Equal((303, "no-store"), (sent.Status, sent.Header("Cache-Control")));
        Assert.StartsWith($"{OAuthServer.OtherRedirect}?code=", sent.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(("x&code=forged y", 43), (sent.Parameter("state"), sent.Parameter("code")!.Length));

        // Another node knows the code.
        var exchanged = await oauth.ExchangeAsync(sent.Parameter("code")!, redirect: OAuthServer.OtherRedirect, at: oauth.Second);

        Assert.Equal((200, "Bearer"), (exchanged.Status, exchanged.Json.GetProperty("token_type").GetString()));
        var token = exchanged.Json.GetProperty("access_token").GetString()!;
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1]));
        Assert.Equal($$"""{"scope":"integration","appId":"{{oauth.Server.AppId}}","iat":{{oauth.Clock.GetUtcNow().ToUnixTimeSeconds()}}}""", payload);
        Assert.Equal(oauth.Server.AppId, (await oauth.CallAsync(token, HttpMethod.Get, "/v2/tokenInfo")).Json.GetProperty("app").GetProperty("id").GetString());
        var app = $"/v2/apps/{oauth.Server.AppId}";
        Assert.Equal(201, (await oauth.CallAsync(token, HttpMethod.Post, $"{app}/users", "{}")).Status);
        Assert.Equal(201, (await oauth.CallAsync(token, HttpMethod.Post, $"{app}/integrations/me/webhooks", """{"target":"https://bot.example/hook","triggers":["user:remove"]}""")).Status);
        Assert.Equal((403, 403), ((await oauth.CallAsync(token, HttpMethod.Get, $"{app}/integrations")).Status, (await oauth.CallAsync(token, HttpMethod.Get, "/v2/apps")).Status));

        (await oauth.CallAsync(token, HttpMethod.Delete, "/oauth/authorization")).Is(200, "{}");

        Assert.Equal(401, (await oauth.CallAsync(token, HttpMethod.Get, "/v2/tokenInfo")).Status);
        using var client = oauth.Server.CreateClient();
        var left = await client.GetStringAsync(Hooks.PathOf(oauth.Server), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("bot.example", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_authorizations_of_a_program_share_one_integration()
    {
        var first = await oauth.ExchangeAsync(await oauth.CodeAsync());
        var second = await oauth.ExchangeAsync(await oauth.CodeAsync());
        using var client = oauth.Server.CreateClient();

        var list = await Hooks.JsonAsync(await client.GetAsync(Hooks.PathOf(oauth.Server, "?filter[types]=custom"), TestContext.Current.CancellationToken));

        var made = Assert.Single(list.GetProperty("integrations").EnumerateArray(), one => one.TryGetProperty("displayName", out var name) && name.GetString()!.Contains("Co", StringComparison.Ordinal));
        Assert.Equal("active", made.GetProperty("status").GetString());
        var tokens = (string[])[.. new[] { first, second }.Select(one => one.Json.GetProperty("access_token").GetString()!)];
        Assert.NotEqual(tokens[0], tokens[1]);
        Assert.Equal(200, (await oauth.CallAsync(tokens[0], HttpMethod.Get, "/v2/tokenInfo")).Status);
        await oauth.CallAsync(tokens[1], HttpMethod.Delete, "/oauth/authorization");
        foreach (var token in tokens) Assert.Equal(401, (await oauth.CallAsync(token, HttpMethod.Get, "/v2/tokenInfo")).Status);
    }

    [Fact]
    public async Task Key_of_the_account_needs_the_id_of_the_app()
    {
        var account = new Dictionary<string, string>(StringComparer.Ordinal) { ["key_id"] = oauth.Server.AccountKeyId, ["secret"] = oauth.Server.AccountKeySecret, ["decision"] = "allow" };

        var without = await oauth.SendAsync(await oauth.OpenAsync(), account);
        var unknown = await oauth.SendAsync(without, new Dictionary<string, string>(account, StringComparer.Ordinal) { ["app_id"] = new('0', 24) });
        var sent = await oauth.SendAsync(unknown, new Dictionary<string, string>(account, StringComparer.Ordinal) { ["app_id"] = oauth.Server.AppId });

        Assert.Equal((400, 404, 303), (without.Status, unknown.Status, sent.Status));
        Assert.Contains("There is no app with this id", unknown.Html, StringComparison.Ordinal);
        Assert.Equal(200, (await oauth.ExchangeAsync(sent.Parameter("code")!)).Status);
    }

    [Fact]
    public async Task Page_runs_no_script_is_in_no_frame_and_sends_its_form_nowhere_else()
    {
        var page = await oauth.OpenAsync(OAuthServer.Query(state: "\"><script>alert(2)</script>"));

        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Allow &lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27; &amp; Co?", page.Html, StringComparison.Ordinal);
        Assert.Equal("\"><script>alert(2)</script>", page.Hidden["state"]);
        Assert.Matches(
            "^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; form-action 'self' https://bot\\.example; base-uri 'none'; frame-ancestors 'none'$", page.Header("Content-Security-Policy"));
        Assert.Equal(("DENY", "nosniff", "no-referrer", "no-store"), (page.Header("X-Frame-Options"), page.Header("X-Content-Type-Options"), page.Header("Referrer-Policy"), page.Header("Cache-Control")));
        Assert.Matches("(?i)^parhelion_consent=[a-z0-9_-]{43}; path=/; samesite=strict; httponly$", page.SetCookie);
    }

    [Fact]
    public async Task Browser_may_return_to_an_address_that_a_policy_cannot_name()
    {
        var page = await oauth.OpenAsync(OAuthServer.Query(client: OAuthServer.OtherClient, redirect: "http://[::1]:8080/back"));

        Assert.Equal(200, page.Status);
        Assert.Contains("; form-action 'self' http:; ", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("http://[::1]:8080", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_looks_like_the_console()
    {
        var page = await oauth.OpenAsync();
        using var browser = oauth.Server.CreateAnonymousClient();
        browser.BaseAddress = Listening.UrlOf(oauth.Server);
        var console = await browser.GetStringAsync("/console/sign-in", TestContext.Current.CancellationToken);
        var style = console[(console.IndexOf("<link rel=\"stylesheet\" href=\"", StringComparison.Ordinal) + "<link rel=\"stylesheet\" href=\"".Length)..];

        var css = await browser.GetStringAsync(style[..style.IndexOf('"', StringComparison.Ordinal)], TestContext.Current.CancellationToken);

        Assert.Contains($"<style>{css.ReplaceLineEndings("\n")}</style>", page.Html, StringComparison.Ordinal);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(css.ReplaceLineEndings("\n"))));
        Assert.Contains($"style-src 'sha256-{hash}'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("https://bot.example/back")]
    [InlineData("https://bot.example/back?from=chat&x=1")]
    [InlineData("https://bot.example/back?from=chat#")]
    [InlineData("https://BOT.example/back?from=chat")]
    [InlineData("https://bot.example@evil.example/back?from=chat")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//evil.example")]
    public async Task Browser_is_never_sent_to_a_uri_that_is_not_registered(string redirect)
    {
        var opened = await oauth.OpenAsync(OAuthServer.Query(redirect: redirect));
        var sent = await oauth.SendAsync(await oauth.OpenAsync(), new Dictionary<string, string>(oauth.Allow(), StringComparer.Ordinal) { ["redirect_uri"] = redirect });

        Assert.All([opened, sent], page => Assert.Equal((400, null), (page.Status, page.Headers.Location)));
        Assert.All([opened, sent], page => Assert.Contains("form-action 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unknown_program_is_refused_and_a_wrong_type_is_told_to_the_program()
    {
        Assert.Equal(400, (await oauth.OpenAsync(OAuthServer.Query(client: "nobody"))).Status);
        Assert.Equal(400, (await oauth.OpenAsync($"{OAuthServer.Query()}&client_id={OAuthServer.OtherClient}")).Status);
        Assert.Equal(400, (await oauth.OpenAsync(OAuthServer.Query(state: new string('x', 2049)))).Status);

        var wrong = await oauth.OpenAsync(OAuthServer.Query(type: "token", state: "s"));

        Assert.Equal((302, $"{OAuthServer.Redirect}&error=unsupported_response_type&state=s"), (wrong.Status, wrong.Headers.Location!.AbsoluteUri));
    }

    [Fact]
    public async Task Operator_who_refuses_needs_no_key()
    {
        var sent = await oauth.SendAsync(await oauth.OpenAsync(OAuthServer.Query(state: "s")), new Dictionary<string, string>(StringComparer.Ordinal) { ["decision"] = "deny" });

        Assert.Equal((303, $"{OAuthServer.Redirect}&error=access_denied&state=s"), (sent.Status, sent.Headers.Location!.AbsoluteUri));
    }

    [Fact]
    public async Task Forged_form_of_another_site_is_refused()
    {
        var (mine, attackers) = (await oauth.OpenAsync(), await oauth.OpenAsync());
        var allow = oauth.Allow();

        Assert.Equal(403, (await oauth.SendAsync(mine, allow, cookie: attackers.Cookie)).Status);
        Assert.Equal(403, (await oauth.SendAsync(mine, allow, cookie: "parhelion_consent=x")).Status);
        Assert.Equal(403, (await oauth.SendAsync(mine, allow, site: "cross-site")).Status);
        Assert.Equal(403, (await oauth.SendAsync(mine, new Dictionary<string, string>(allow, StringComparer.Ordinal) { ["token"] = "" })).Status);
        Assert.Equal(403, (await oauth.SendAsync(mine, new Dictionary<string, string>(allow, StringComparer.Ordinal) { ["token"] = mine.Hidden["token"][..^2] + "AA" })).Status);
        Assert.Equal(403, (await oauth.SendAsync(mine, new Dictionary<string, string>(allow, StringComparer.Ordinal) { ["state"] = "other" })).Status);
        Assert.Equal(403, (await oauth.SendAsync(mine, new Dictionary<string, string>(allow, StringComparer.Ordinal) { ["redirect_uri"] = OAuthServer.OtherRedirect })).Status);
        Assert.Equal(303, (await oauth.SendAsync(mine, allow, at: oauth.Second, site: "same-origin")).Status);
        oauth.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(403, (await oauth.SendAsync(mine, allow)).Status);
    }

    [Fact]
    public async Task Form_of_another_type_or_size_is_refused()
    {
        using var browser = oauth.Server.CreateAnonymousClient();
        browser.BaseAddress = Listening.UrlOf(oauth.Server);
        browser.DefaultRequestHeaders.ExpectContinue = true;
        using var json = await browser.PostAsync("/oauth/authorize", new StringContent("{}", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        using var large = await browser.PostAsync("/oauth/authorize", new FormUrlEncodedContent([new("x", new string('x', 16_400))]), TestContext.Current.CancellationToken);

        Assert.Equal((415, 413), ((int)json.StatusCode, (int)large.StatusCode));
        Assert.Equal(400, (await oauth.SendAsync(await oauth.OpenAsync(), new Dictionary<string, string>(StringComparer.Ordinal) { ["client_id"] = "\0" })).Status);
    }

    [Fact]
    public async Task Wrong_key_shows_the_page_again_and_a_key_of_an_integration_gives_nothing()
    {
        var page = await oauth.OpenAsync();
        var wrong = await oauth.SendAsync(page, new Dictionary<string, string>(oauth.Allow(), StringComparer.Ordinal) { ["secret"] = "wrong" });
        Assert.Equal((401, false), (wrong.Status, wrong.Html.Contains("wrong", StringComparison.Ordinal)));
        Assert.Contains("Invalid credentials", wrong.Html, StringComparison.Ordinal);
        var integration = (await Hooks.IntegrateAsync(oauth.Server, "https://a.example/", false, "user:remove")).GetProperty("id").GetString()!;
        var (id, secret) = await Hooks.KeyAsync(oauth.Server, integration);
        Assert.Equal(403, (await oauth.SendAsync(wrong, new Dictionary<string, string>(oauth.Allow(), StringComparer.Ordinal) { ["key_id"] = id, ["secret"] = secret })).Status);

        using var desk = oauth.Server.CreateClient(id, secret);
        using var revoked = await desk.DeleteAsync("/oauth/authorization", TestContext.Current.CancellationToken);
        Assert.Equal(403, (int)revoked.StatusCode);
        Assert.Equal(303, (await oauth.SendAsync(wrong, oauth.Allow())).Status);
    }

    [Fact]
    public async Task Code_is_for_its_program_its_uri_and_five_minutes()
    {
        var code = await oauth.CodeAsync();

        (await oauth.ExchangeAsync(code, OAuthServer.OtherClient, OAuthServer.OtherSecret)).IsProblem(400, "bad_request", "Invalid authorization code");
        (await oauth.ExchangeAsync(code, redirect: OAuthServer.OtherRedirect)).IsProblem(400, "bad_request", "Invalid authorization code");
        (await oauth.ExchangeAsync(code[..^1])).IsProblem(400, "bad_request", "Invalid authorization code");
        (await oauth.ExchangeAsync(code, secret: "wrong")).IsProblem(401, "unauthorized", "Invalid credentials");
        (await oauth.ExchangeAsync(code, client: "nobody")).IsProblem(401, "unauthorized", "Invalid credentials");
        oauth.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(200, (await oauth.ExchangeAsync(code)).Status);
        var late = await oauth.CodeAsync();
        oauth.Clock.Advance(TimeSpan.FromMinutes(5));
        (await oauth.ExchangeAsync(late)).IsProblem(400, "bad_request", "Invalid authorization code");
    }

    [Fact]
    public async Task Replayed_code_gives_nothing_and_ends_what_it_gave()
    {
        var code = await oauth.CodeAsync();
        var token = (await oauth.ExchangeAsync(code)).Json.GetProperty("access_token").GetString()!;
        Assert.Equal(200, (await oauth.CallAsync(token, HttpMethod.Get, "/v2/tokenInfo")).Status);

        (await oauth.ExchangeAsync(code)).IsProblem(400, "bad_request", "Invalid authorization code");

        Assert.Equal(401, (await oauth.CallAsync(token, HttpMethod.Get, "/v2/tokenInfo")).Status);
        (await oauth.ExchangeAsync(code)).IsProblem(400, "bad_request", "Invalid authorization code");
        var created = await oauth.LastEntryAsync("key.create");
        var deleted = await oauth.LastEntryAsync("key.delete");
        Assert.Equal(created.GetProperty("subjectId").GetString(), deleted.GetProperty("subjectId").GetString());
        Assert.Equal(created.GetProperty("detail").GetProperty("integrationId").GetString(), deleted.GetProperty("detail").GetProperty("integrationId").GetString());
    }

    // Whoever has stolen the code may not know the URI.
    [Fact]
    public async Task Replayed_code_ends_what_it_gave_also_with_another_uri()
    {
        var code = await oauth.CodeAsync();
        var token = (await oauth.ExchangeAsync(code)).Json.GetProperty("access_token").GetString()!;

        (await oauth.ExchangeAsync(code, redirect: OAuthServer.OtherRedirect)).IsProblem(400, "bad_request", "Invalid authorization code");

        Assert.Equal(401, (await oauth.CallAsync(token, HttpMethod.Get, "/v2/tokenInfo")).Status);
    }

    [Fact]
    public async Task Replayed_code_ends_what_it_gave_also_without_the_key_of_the_operator()
    {
        var (code, delete) = await CodeOfNewKeyAsync();
        var token = (await oauth.ExchangeAsync(code)).Json.GetProperty("access_token").GetString()!;
        await delete();
        Assert.Equal(200, (await oauth.CallAsync(token, HttpMethod.Get, "/v2/tokenInfo")).Status);

        (await oauth.ExchangeAsync(code)).IsProblem(400, "bad_request", "Invalid authorization code");

        Assert.Equal(401, (await oauth.CallAsync(token, HttpMethod.Get, "/v2/tokenInfo")).Status);
    }

    [Fact]
    public async Task Of_many_who_have_a_code_one_gets_a_token()
    {
        var code = await oauth.CodeAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => oauth.ExchangeAsync(code, at: i % 2 == 0 ? oauth.Server : oauth.Second)));

        Assert.Single(replies, reply => reply.Status == 200);
        Assert.Equal(7, replies.Count(reply => reply.Status == 400));
    }

    [Fact]
    public async Task Code_ends_with_the_key_of_the_operator()
    {
        var (code, delete) = await CodeOfNewKeyAsync();

        await delete();

        (await oauth.ExchangeAsync(code)).IsProblem(400, "bad_request", "Invalid authorization code");
    }

    [Theory]
    [InlineData("{}", "should have required property 'code'", "should have required property 'client_id'", "should have required property 'client_secret'", "should have required property 'grant_type'")]
    [InlineData("""{"code":"a","client_id":"b","client_secret":"c","grant_type":"password"}""", "'grant_type' should be one of authorization_code")]
    public async Task Faulty_exchange_is_refused_with_its_faults(string json, params string[] titles)
    {
        using var program = oauth.Server.CreateAnonymousClient();
        program.BaseAddress = Listening.UrlOf(oauth.Server);
        using var response = await program.PostAsync("/oauth/token", new StringContent(json, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).IsBad(titles);
    }

    [Fact]
    public async Task Code_is_stored_as_a_hash_only()
    {
        var code = await oauth.CodeAsync();
        var token = (await oauth.ExchangeAsync(code)).Json.GetProperty("access_token").GetString()!;

        var rows = await oauth.Server.Services.GetRequiredService<Database>().ReadAsync(
            (session, cancellation) => session.Sql("SELECT hash, client_id, redirect_uri, app_id, granted_by, COALESCE(key_id, '') FROM oauth_codes LIMIT 1000").AllAsync(
                row => string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(row.GetString)), cancellation),
            TestContext.Current.CancellationToken);

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
        Assert.Contains(rows, row => row.StartsWith(hash, StringComparison.Ordinal) && row.EndsWith(KeyOf(token), StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.Contains(code, StringComparison.Ordinal) || row.Contains(token.Split('.')[2], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_opens_below_the_prefix_of_the_original_too()
    {
        using var browser = oauth.Server.CreateAnonymousClient();
        browser.BaseAddress = Listening.UrlOf(oauth.Server);
        using var response = await browser.GetAsync($"/sc/oauth/authorize?{OAuthServer.Query()}", TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("action=\"authorize\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    // A code that a new key of the app has granted, and what deletes this key.
    private async Task<(string Code, Func<Task> DeleteKey)> CodeOfNewKeyAsync()
    {
        var account = oauth.Server.CreateAccountClient();
        var keys = $"/v2/apps/{oauth.Server.AppId}/keys";
        using var made = await account.PostAsync(keys, new StringContent("""{"displayName":"x"}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        var key = (await Hooks.JsonAsync(made)).GetProperty("key");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["key_id"] = key.GetProperty("id").GetString()!, ["secret"] = key.GetProperty("secret").GetString()!, ["decision"] = "allow" };
        var code = (await oauth.SendAsync(await oauth.OpenAsync(), fields)).Parameter("code")!;
        return (code, DeleteKeyAsync);

        async Task DeleteKeyAsync()
        {
            using (account)
            {
                using var deleted = await account.DeleteAsync($"{keys}/{fields["key_id"]}", TestContext.Current.CancellationToken);
                Assert.Equal(200, (int)deleted.StatusCode);
            }
        }
    }

    private static string KeyOf(string token) =>
        JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(token.Split('.')[0])).GetProperty("kid").GetString()!;
}

public sealed class SqliteOAuthTests(SqliteOAuthServer oauth) : OAuthTests(oauth), IClassFixture<SqliteOAuthServer>;

public sealed class PostgresOAuthTests(PostgresOAuthServer oauth) : OAuthTests(oauth), IClassFixture<PostgresOAuthServer>;
