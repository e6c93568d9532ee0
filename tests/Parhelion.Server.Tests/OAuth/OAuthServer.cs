using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.OAuth;

/// <summary>A server with two OAuth clients, whose clock stands still; with PostgreSQL there is a second node. It has a browser without scripts.</summary>
public partial class OAuthServer(HomeKind kind) : IAsyncLifetime
{
    /// <summary>The client of most tests, whose name is made to break a page.</summary>
    public const string Client = "shop-bot";

    public const string Secret = "a secret of the shop";
    public const string Redirect = "https://bot.example/back?from=chat";
    public const string OtherRedirect = "http://localhost:4711/back";
    public const string OtherClient = "other-bot";
    public const string OtherSecret = "a secret of another";

    private Home home = null!;

    public ParhelionServer Server { get; private set; } = null!;

    /// <summary>Another node over the same rows, or the same server.</summary>
    public ParhelionServer Second { get; private set; } = null!;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero));

    public async ValueTask InitializeAsync()
    {
        home = await Home.OpenAsync(kind);
        Server = await StartAsync(home.Configure);
        Second = kind == HomeKind.PostgresDisk ? await StartAsync(home.ConfigureAnotherNode) : Server;
    }

    public async ValueTask DisposeAsync()
    {
        if (Second != Server) await Second.DisposeAsync();
        await Server.DisposeAsync();
        await home.DisposeAsync();
    }

    /// <summary>Query of a request for access.</summary>
    public static string Query(string client = Client, string type = "code", string? redirect = null, string? state = null) =>
        $"client_id={Uri.EscapeDataString(client)}&response_type={type}" +
        (redirect is null ? "" : $"&redirect_uri={Uri.EscapeDataString(redirect)}") + (state is null ? "" : $"&state={Uri.EscapeDataString(state)}");

    /// <summary>Opens the page, as a browser that has no cookie yet.</summary>
    public async Task<OAuthPage> OpenAsync(string? query = null, ParhelionServer? at = null)
    {
        using var browser = (at ?? Server).CreateAnonymousClient();
        browser.BaseAddress = Listening.UrlOf(at ?? Server);
        using var response = await browser.GetAsync($"/oauth/authorize?{query ?? Query()}", TestContext.Current.CancellationToken);
        return await PageOf(response, null);
    }

    /// <summary>Sends the form of a page with some fields filled in or replaced.</summary>
    public async Task<OAuthPage> SendAsync(OAuthPage page, IReadOnlyDictionary<string, string> fields, ParhelionServer? at = null, string? cookie = null, string? site = null)
    {
        using var browser = (at ?? Server).CreateAnonymousClient();
        browser.BaseAddress = Listening.UrlOf(at ?? Server);
        var all = new Dictionary<string, string>(page.Hidden, StringComparer.Ordinal);
        foreach (var (name, value) in fields) all[name] = value;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth/authorize") { Content = new FormUrlEncodedContent(all) };
        if ((cookie ?? page.Cookie) is { Length: > 0 } sent) request.Headers.Add("Cookie", sent);
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        using var response = await browser.SendAsync(request, TestContext.Current.CancellationToken);
        return await PageOf(response, page.Cookie);
    }

    /// <summary>Fields of an operator who agrees with the key of the app.</summary>
    public Dictionary<string, string> Allow() => new(StringComparer.Ordinal) { ["key_id"] = Server.AppKeyId, ["secret"] = Server.AppKeySecret, ["decision"] = "allow" };

    /// <summary>A new code for the app.</summary>
    public async Task<string> CodeAsync(string? query = null) => (await SendAsync(await OpenAsync(query), Allow())).Parameter("code")!;

    /// <summary>Exchanges a code.</summary>
    public async Task<Reply> ExchangeAsync(string code, string client = Client, string secret = Secret, string? redirect = null, ParhelionServer? at = null)
    {
        using var program = (at ?? Server).CreateAnonymousClient();
        program.BaseAddress = Listening.UrlOf(at ?? Server);
        var more = redirect is null ? "" : $",\"redirect_uri\":\"{redirect}\"";
        var json = $$"""{"code":"{{code}}","grant_type":"authorization_code","client_id":"{{client}}","client_secret":"{{secret}}"{{more}}}""";
        using var response = await program.PostAsync("/oauth/token", new StringContent(json, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Calls the API with an access token.</summary>
    public async Task<Reply> CallAsync(string token, HttpMethod method, string path, string? json = null)
    {
        using var program = Server.CreateAnonymousClient();
        program.BaseAddress = Listening.UrlOf(Server);
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await program.SendAsync(request, TestContext.Current.CancellationToken);
        return new Reply((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The newest entry of the audit log with an action.</summary>
    public async Task<JsonElement> LastEntryAsync(string action)
    {
        using var owner = Server.CreateAnonymousClient();
        owner.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Server.AccountKeyId}:{Server.AccountKeySecret}")));
        var page = await owner.GetFromJsonAsync<JsonElement>($"/v2/audit?filter[action]={action}&page[size]=1", TestContext.Current.CancellationToken);
        return page.GetProperty("entries")[0];
    }

    private static async Task<OAuthPage> PageOf(HttpResponseMessage response, string? cookie)
    {
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var hidden = HiddenField().Matches(html).ToDictionary(match => match.Groups["name"].Value, match => WebUtility.HtmlDecode(match.Groups["value"].Value), StringComparer.Ordinal);
        var set = response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single() : null;
        return new OAuthPage((int)response.StatusCode, html, response.Headers, hidden, set?.Split(';')[0] ?? cookie ?? "", set);
    }

    private Task<ParhelionServer> StartAsync(Action<ParhelionServerOptions> move) => ParhelionServer.StartAsync(
        options =>
        {
            move(options);
            options.TimeProvider = Clock;
            (string, string)[] settings =
            [
                ("0:Id", Client), ("0:Name", "<script>alert(1)</script>\"' & Co"), ("0:Secret", Secret), ("0:RedirectUris:0", Redirect), ("0:RedirectUris:1", OtherRedirect),
                ("1:Id", OtherClient), ("1:Secret", OtherSecret), ("1:RedirectUris:0", "https://other.example/"), ("1:RedirectUris:1", "http://[::1]:8080/back"),
            ];
            foreach (var (name, value) in settings) options.Settings[$"OAuth:Clients:{name}"] = value;
        },
        TestContext.Current.CancellationToken);

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>\\w+)\" value=\"(?<value>[^\"]*)\">", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HiddenField();
}

/// <summary>One that keeps everything in its folder.</summary>
public sealed class SqliteOAuthServer() : OAuthServer(HomeKind.SqliteDisk);

/// <summary>Two nodes over PostgreSQL.</summary>
public sealed class PostgresOAuthServer() : OAuthServer(HomeKind.PostgresDisk);
