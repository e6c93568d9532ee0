using Parhelion.Testing;

namespace Parhelion.Sdk.Tests;

/// <summary>Private files by the SDKs of the generations that had them.</summary>
public sealed class PrivateTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-sdk-").FullName;
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("sdk-9", "")]
    [InlineData("sdk-9", "/sc")]
    [InlineData("sdk-12", "")]
    public async Task Upload_then_token_then_cookie_then_fetch(string version, string prefix)
    {
        var path = $"/apps/{server.AppId}";
        var walk = new Walk();
        var (first, second) = (Upload(walk, "first.txt"), Upload(walk, "second.txt"));
        var (bare, refused) = (walk.Get(Url(first)), walk.Media(Url(first)));
        var token = walk.Call("AttachmentsApi", "generateMediaJsonWebToken", server.AppId, new { paths = new[] { path, $"{path}/conversations/{new string('0', 24)}" } });
        walk.Bearer(token["tokens", $"{path}/conversations/{new string('0', 24)}"]);
        var narrow = walk.Call("AttachmentsApi", "setCookie", server.AppId);
        var still = walk.Media(Url(first));
        walk.Bearer(token["tokens", path]);
        var cookie = walk.Call("AttachmentsApi", "setCookie", server.AppId);
        var (shown, shownToo) = (walk.Media(Url(first)), walk.Media(Url(second)));
        var withToken = walk.Call("AttachmentsApi", "deleteAttachment", server.AppId, new { mediaUrl = Url(first) });

        var results = await new Sdk(server, version).WithPrefix(prefix).RunAsync(walk);

        Assert.Equal(401, results[bare].Data.GetInt32());
        Assert.Equal((401, "unauthorized", "Authorization is required"), results[refused].Error);
        Assert.Equal((true, true), (results[narrow].IsOk, results[cookie].IsOk));
        Assert.Equal((401, "unauthorized", "Authorization is required"), results[still].Error);
        Assert.Equal(("this is first.txt", "this is second.txt"), (results[shown].Data.GetString(), results[shownToo].Data.GetString()));
        // A media token is no credential of the API.
        Assert.Equal((401, "unauthorized", "Invalid credentials"), results[withToken].Error);
    }

    [Theory]
    [InlineData("sdk-9")]
    [InlineData("sdk-12")]
    public async Task Settings_of_the_app_are_there(string version)
    {
        var walk = new Walk();
        var updated = walk.Call("AppsApi", "updateApp", server.AppId, new { settings = new { attachmentsAccess = "private", attachmentsTokenExpirationSeconds = 64028 } });
        var got = walk.Call("AppsApi", "getApp", server.AppId);

        var results = await new Sdk(server, version).RunAsync(walk);

        foreach (var step in (Step[])[updated, got])
        {
            var settings = results[step].Data.GetProperty("app").GetProperty("settings");
            Assert.Equal(("private", 64028), (settings.GetProperty("attachmentsAccess").GetString(), settings.GetProperty("attachmentsTokenExpirationSeconds").GetInt32()));
        }
    }

    private Step Upload(Walk walk, string name)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, $"this is {name}");
        return walk.Call("AttachmentsApi", "uploadAttachment", server.AppId, "private", new Dictionary<string, string>(StringComparer.Ordinal) { ["$file"] = file }, new { });
    }

    private static object Url(Step upload) => upload["attachment", "mediaUrl"];
}
