using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.Tests.Links;
using Parhelion.Server.Tests.Private;
using Parhelion.Server.Tests.Resumable;

namespace Parhelion.Server.Tests.Usage;

/// <summary>The types that an app allows: fewer than the server, never more.</summary>
public abstract class AppExtensionsTests(ChatServer chat)
{
    private const string NotAllowed = "File rejected. File extension not allowed";

    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];
    private static readonly byte[] Words = "plain text"u8.ToArray();

    [Fact]
    public async Task Setting_is_kept_in_lower_case_shown_and_cleared()
    {
        await using var own = await OwnAsync("""["PNG","jpg","png"]""");

        Assert.Equal("""{"attachmentsExtensions":["png","jpg"]}""", await SettingsAsync(own));
        await own.PatchAsync("", """{"settings":{"attachmentsQuotaCount":9}}""");
        Assert.Equal("""{"attachmentsQuotaCount":9,"attachmentsExtensions":["png","jpg"]}""", await SettingsAsync(own));
        await own.PatchAsync("", """{"settings":{"attachmentsExtensions":null}}""");
        Assert.Equal("""{"attachmentsQuotaCount":9}""", await SettingsAsync(own));
    }

    [Theory]
    [InlineData("""["png","exe"]""", "'settings.attachmentsExtensions[1]' should be an extension that this server accepts, without a dot")]
    [InlineData("""[".png"]""", "'settings.attachmentsExtensions[0]' should be an extension that this server accepts, without a dot")]
    [InlineData("[]", "'settings.attachmentsExtensions' should have 1 to 100 entries")]
    [InlineData("\"png\"", "'settings.attachmentsExtensions' should be array")]
    public async Task Extension_that_the_server_does_not_accept_is_refused(string extensions, string title)
    {
        (await chat.PatchAsync("", $$$"""{"settings":{"attachmentsExtensions":{{{extensions}}}}}""")).IsBad(title);
        using var account = chat.Server.CreateAccountClient();
        (await chat.SendAsync(HttpMethod.Post, "/v2/apps", $$$"""{"displayName":"x","settings":{"attachmentsExtensions":{{{extensions}}}}}""", account)).IsBad(title);
    }

    [Fact]
    public async Task Form_is_refused_by_its_name_and_by_its_bytes()
    {
        await using var own = await OwnAsync("""["png","txt"]""");
        using var client = own.Server.CreateClient();

        Assert.Equal(201, await StatusAsync(own, client, Uploads.Png, "a.PNG"));
        Assert.Equal(201, await StatusAsync(own, client, Words, "a.txt"));
        Assert.Equal(415, await StatusAsync(own, client, Words, "a.csv"));
        Assert.Equal(415, await StatusAsync(own, client, Jpeg, "a.jpg"));
        // The server would take a JPEG with this name, and serve it as one.
        Assert.Equal(415, await StatusAsync(own, client, Jpeg, "a.png"));
        await own.PatchAsync("", """{"settings":{"attachmentsExtensions":["png","jpg"]}}""");
        Assert.Equal(201, await StatusAsync(own, client, Jpeg, "a.png"));
    }

    [Fact]
    public async Task Resumable_upload_is_refused_when_it_is_created_and_when_it_is_complete()
    {
        await using var own = await OwnAsync("""["png"]""");
        using var client = own.Server.CreateClient();
        using var created = await UploadRequests.TusAsync(client, "POST", Uploads.PathOf(own.Server), null, ("Upload-Length", "10"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));
        Assert.Equal((415, NotAllowed), ((int)created.StatusCode, await Uploads.TitleOfAsync(created)));
        using var draft = await UploadRequests.SendAsync(
            client, "POST", Uploads.PathOf(own.Server), new ByteArrayContent(Words), ("Upload-Complete", "?1"), ("Content-Disposition", "inline; filename=\"a.txt\""));
        Assert.Equal((415, NotAllowed), ((int)draft.StatusCode, await Uploads.TitleOfAsync(draft)));

        using var disguised = await UploadRequests.TusAsync(
            client, "POST", Uploads.PathOf(own.Server), Jpeg, ("Upload-Length", $"{Jpeg.Length}"), ("Upload-Metadata", UploadRequests.Metadata("a.png")));
        Assert.Equal((415, "File rejected. File type not allowed"), ((int)disguised.StatusCode, await Uploads.TitleOfAsync(disguised)));

        // The setting has changed while the file came.
        var url = await UploadRequests.CreateTusAsync(own.Server, Uploads.Png.Length, "a.png");
        await own.PatchAsync("", """{"settings":{"attachmentsExtensions":["txt"]}}""");
        using var last = await UploadRequests.TusAsync(client, "PATCH", url, Uploads.Png, ("Upload-Offset", "0"));
        Assert.Equal((415, NotAllowed), ((int)last.StatusCode, await Uploads.TitleOfAsync(last)));
        Assert.Empty((await own.GetAsync("/attachments")).Ids());
    }

    [Fact]
    public async Task Upload_link_allows_what_both_allow()
    {
        await using var own = await OwnAsync("""["png","txt"]""");
        using var app = PrivateApp.Of(own.Server);
        using var anonymous = own.Server.CreateAnonymousClient();
        var link = await LinkedUploads.CreateAsync(app, new { access = "public", extensions = (string[])["png", "jpg"], maxUploads = 9 });

        Assert.Equal((201, null), await LinkedUploads.TryAsync(anonymous, link, Uploads.Png, "a.png"));
        Assert.Equal(415, (await LinkedUploads.TryAsync(anonymous, link, Jpeg, "a.jpg")).Status);
        Assert.Equal(415, (await LinkedUploads.TryAsync(anonymous, link, Words, "a.txt")).Status);
    }

    private static async Task<int> StatusAsync(ChatServer own, HttpClient client, byte[] bytes, string name) =>
        (await LinkedUploads.TryAsync(client, Uploads.PathOf(own.Server), bytes, name)).Status;

    private static async Task<string> SettingsAsync(ChatServer own) => $"{(await own.GetAsync("")).Json.GetProperty("app").GetProperty("settings")}";

    private async Task<ChatServer> OwnAsync(string extensions)
    {
        var own = new ChatServer(chat.Kind);
        await own.InitializeAsync();
        Assert.Equal(200, (await own.PatchAsync("", $$$"""{"settings":{"attachmentsExtensions":{{{extensions}}}}}""")).Status);
        return own;
    }
}

public sealed class SqliteAppExtensionsTests(SqliteChatServer chat) : AppExtensionsTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresAppExtensionsTests(PostgresChatServer chat) : AppExtensionsTests(chat), IClassFixture<PostgresChatServer>;
