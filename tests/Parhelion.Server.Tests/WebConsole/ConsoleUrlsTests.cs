using Microsoft.Extensions.DependencyInjection;
using Parhelion.Server.WebConsole;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>The console at an address of its own.</summary>
public sealed class ConsoleUrlsTests
{
    [Fact]
    public async Task Console_is_at_its_own_address_only_and_nothing_else_is_there()
    {
        await using var server = await ParhelionServer.StartAsync(options => options.Settings["Console:Urls"] = "http://127.0.0.1:0", TestContext.Current.CancellationToken);
        var address = new Uri(server.Services.GetRequiredService<ConsoleServer>().Addresses.Single());
        using var atApi = new ConsoleVisitor(server);
        using var visitor = new ConsoleVisitor(address);

        foreach (var path in (string[])["/", "/console", "/console/sign-in", $"/console/receiver/{server.AppId}"]) Assert.Equal(404, (await atApi.GetAsync(path)).Status);
        foreach (var path in (string[])["/v2/apps", "/docs", "/readyz", "/openapi/v2.json"]) Assert.Equal(404, (await visitor.GetAsync(path)).Status);
        Assert.Equal((302, "/console"), await visitor.SignInAsync(server.AccountKeyId, server.AccountKeySecret));
        Assert.Equal(200, (await visitor.GetAsync($"/console/apps/{server.AppId}")).Status);
        Assert.Contains($"connect-src 'self' {server.Url.GetLeftPart(UriPartial.Authority)} ", await visitor.HeaderAsync("/console", "Content-Security-Policy"), StringComparison.Ordinal);

        // Uploads go to the API, and webhooks to the console.
        var link = await visitor.SendFormAsync($"/console/apps/{server.AppId}/attachments/uploadLink", $"/console/apps/{server.AppId}", ("access", "public"));
        Assert.StartsWith(server.Url.AbsoluteUri, link.Body, StringComparison.Ordinal);
        Assert.Contains($"{address.AbsoluteUri}console/receiver/", (await visitor.GetAsync($"/console/apps/{server.AppId}/webhooks/receiver")).Html, StringComparison.Ordinal);
        Assert.Equal(404, (await visitor.GetAsync($"/console/apps/{ChatAppMissing}/settings")).Status);
    }

    [Fact]
    public async Task Link_that_signs_in_leads_to_the_address_of_the_console()
    {
        var said = new List<string>();
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["Console:Urls"] = "http://127.0.0.1:0";
                options.ConfigureServices = services => services.AddSingleton(new Setup.StartupBannerPrinter(said.Add));
            },
            TestContext.Current.CancellationToken);

        Assert.Contains(server.Services.GetRequiredService<ConsoleServer>().Addresses.Single() + "/console/sign-in?link=", said.Single(), StringComparison.Ordinal);
    }

    private const string ChatAppMissing = "0123456789abcdef01234567";
}
