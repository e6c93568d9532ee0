using Microsoft.AspNetCore.Http;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.OAuth;

/// <summary>The page in a real browser whose scripts are switched off: its policy must let the browser go back to the program, which is elsewhere.</summary>
public sealed class OAuthBrowserTests
{
    [Fact]
    public async Task Operator_agrees_without_scripts_and_is_back_at_the_program()
    {
        Engines.Require("chromium");
        await using var program = new Program();
        await program.StartAsync();
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["OAuth:Clients:0:Id"] = "bot";
                options.Settings["OAuth:Clients:0:Secret"] = OAuthServer.Secret;
                options.Settings["OAuth:Clients:0:RedirectUris:0"] = new Uri(program.Address, "/back").AbsoluteUri;
            },
            TestContext.Current.CancellationToken);
        await using var browser = await SharedChromium.OpenAsync(new() { JavaScriptEnabled = false });
        var page = await browser.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);

        await page.GotoAsync(new Uri(Listening.UrlOf(server), "/oauth/authorize?client_id=bot&response_type=code&state=s").AbsoluteUri);
        await page.FillAsync("[name=key_id]", server.AppKeyId);
        await page.FillAsync("[name=secret]", "wrong");
        await page.ClickAsync("[value=allow]");
        Assert.StartsWith("Invalid credentials", await page.InnerTextAsync("[role=alert]"), StringComparison.Ordinal);
        await page.FillAsync("[name=key_id]", server.AppKeyId);
        await page.FillAsync("[name=secret]", server.AppKeySecret);
        await page.ClickAsync("[value=allow]");
        await page.WaitForURLAsync($"{program.Address}**");

        Assert.Matches("^\\?code=[A-Za-z0-9_-]{43}&state=s$", Assert.Single(program.Calls, call => call.StartsWith("?code", StringComparison.Ordinal)));
        Assert.DoesNotContain(complaints, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    private sealed class Program : Recorder<string>
    {
        public Task StartAsync() => StartListeningAsync();

        protected override Task<string> ReadAsync(HttpRequest request) => Task.FromResult(request.QueryString.Value ?? "");
    }
}
