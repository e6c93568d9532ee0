using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>What no form of the console may do: all of them, by the table of routes.</summary>
public sealed class ConsoleFormTests(SqliteChatServer chat) : IClassFixture<SqliteChatServer>
{
    // Signing in begins a session, and a webhook that calls the receiver has none.
    private static readonly string[] WithoutSession = ["/console/sign-in", "/console/receiver/{token}"];

    private ParhelionServer Server => chat.Server;

    [Fact]
    public async Task Every_form_without_the_token_of_its_session_is_refused()
    {
        using var visitor = new ConsoleVisitor(Server);
        await visitor.SignInAsync(Server.AccountKeyId, Server.AccountKeySecret);
        var forms = Routes("POST");

        Assert.True(forms.Count >= 15, $"{forms.Count} forms");
        foreach (var form in forms)
        {
            Assert.Equal((403, form), ((await visitor.PostAsync(form, null, ("displayName", "x"))).Status, form));
            Assert.Equal((403, form), ((await visitor.PostAsync(form, "0123456789", ("displayName", "x"))).Status, form));
        }
    }

    [Fact]
    public async Task Every_page_and_form_needs_a_session()
    {
        using var stranger = new ConsoleVisitor(Server);

        foreach (var page in Routes("GET")) Assert.Equal((302, page), ((await stranger.GetAsync(page)).Status, page));
        foreach (var form in Routes("POST")) Assert.Equal((401, form), ((await stranger.PostAsync(form, "x")).Status, form));
    }

    [Fact]
    public async Task Every_page_and_form_of_another_app_is_refused()
    {
        var (other, client) = await chat.OtherAppAsync();
        client.Dispose();
        using var visitor = new ConsoleVisitor(Server);
        await visitor.SignInAsync(Server.AppKeyId, Server.AppKeySecret);
        var token = await visitor.TokenOnAsync($"/console/apps/{Server.AppId}");
        var ofApps = Routes("GET").Concat(Routes("POST")).Where(path => path.StartsWith($"/console/apps/{Server.AppId}", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(ofApps.Count >= 25, $"{ofApps.Count} pages");
        foreach (var path in Routes("GET").Intersect(ofApps)) Assert.Equal((403, path), ((await visitor.GetAsync(path.Replace(Server.AppId, other, StringComparison.Ordinal))).Status, path));
        foreach (var path in Routes("POST").Intersect(ofApps)) Assert.Equal((403, path), ((await visitor.PostAsync(path.Replace(Server.AppId, other, StringComparison.Ordinal), token)).Status, path));
    }

    // The paths of a method that need a session, with values that have the right form.
    private List<string> Routes(string method) =>
    [
        .. Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/console", StringComparison.Ordinal) && !WithoutSession.Contains(route.RoutePattern.RawText))
            .Where(route => !route.RoutePattern.RawText!.StartsWith("/console/assets", StringComparison.Ordinal))
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(method) == true)
            .Select(PathOf),
    ];

    private string PathOf(RouteEndpoint route) => "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => segment.Parts[0] switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "appId" } => Server.AppId,
        _ => ChatServer.Missing,
    }));
}
