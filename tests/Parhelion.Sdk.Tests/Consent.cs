using System.Text.RegularExpressions;
using Parhelion.Testing;

namespace Parhelion.Sdk.Tests;

/// <summary>The OAuth program that the tests register, and the operator who gives it access on the page in the browser.</summary>
internal static partial class Consent
{
    /// <summary>The <c>client_id</c> of the program.</summary>
    public const string ClientId = "shop-bot";

    /// <summary>The <c>client_secret</c> of the program.</summary>
    public const string Secret = "a secret of the shop";

    /// <summary>The page that asks for access, below the host.</summary>
    public const string Page = $"/oauth/authorize?client_id={ClientId}&response_type=code";

    /// <summary>Registers the program.</summary>
    public static void Register(ParhelionServerOptions options)
    {
        options.Settings["OAuth:Clients:0:Id"] = ClientId;
        options.Settings["OAuth:Clients:0:Secret"] = Secret;
        options.Settings["OAuth:Clients:0:RedirectUris:0"] = "https://bot.example/back";
    }

    /// <summary>Gets a code as a browser does: the page, then its form with the key of the app.</summary>
    public static async Task<string> CodeAsync(ParhelionServer server)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(server.Url.GetLeftPart(UriPartial.Authority)) };
        var page = await browser.GetStringAsync(Page, TestContext.Current.CancellationToken);
        var fields = HiddenField().Matches(page).Select(match => KeyValuePair.Create(match.Groups["name"].Value, match.Groups["value"].Value));
        using var form = new FormUrlEncodedContent([.. fields, new("key_id", server.AppKeyId), new("secret", server.AppKeySecret), new("decision", "allow")]);
        using var response = await browser.PostAsync("/oauth/authorize", form, TestContext.Current.CancellationToken);
        Assert.Equal(303, (int)response.StatusCode);
        return response.Headers.Location!.Query["?code=".Length..];
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>\\w+)\" value=\"(?<value>[^\"]*)\">", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HiddenField();
}
