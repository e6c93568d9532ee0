using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Links;
using Parhelion.Server.Tests.Private;
using Parhelion.Server.Tests.Resumable;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Metadata;

/// <summary>The setting <c>attachmentsStripMetadata</c>, with every way to upload and every kind of store.</summary>
public sealed class StripMetadataTests
{
    // More than one part in an S3 store.
    private const int Large = 20 << 20;

    public static MatrixTheoryData<HomeKind, string> Kinds { get; } = new([HomeKind.SqliteDisk, HomeKind.PostgresDisk, HomeKind.SqliteCeph], ["none", "location", "all"]);

    [Fact]
    public async Task Setting_is_kept_shown_and_cleared()
    {
        await using var own = await OwnAsync(HomeKind.SqliteDisk, "location");

        Assert.Equal("""{"attachmentsStripMetadata":"location"}""", $"{(await own.GetAsync("")).Json.GetProperty("app").GetProperty("settings")}");
        (await own.PatchAsync("", """{"settings":{"attachmentsStripMetadata":"gps"}}""")).IsBad("'settings.attachmentsStripMetadata' should be one of none, location, all");
        (await own.PatchAsync("", """{"settings":{"attachmentsStripMetadata":7}}""")).IsBad("'settings.attachmentsStripMetadata' should be one of none, location, all");
        Assert.Equal(200, (await own.PatchAsync("", """{"settings":{"attachmentsStripMetadata":null}}""")).Status);
        Assert.Equal("{}", $"{(await own.GetAsync("")).Json.GetProperty("app").GetProperty("settings")}");
        Assert.Equal(Photo.Make(), await UploadAsync(own, "form", Photo.Make()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_way_to_upload_removes_what_the_app_wants(HomeKind kind, string removal)
    {
        await using var own = await OwnAsync(kind, removal);
        (string Way, int Padding)[] ways = [("form", 0), ("form", Large), ("link", 0), ("tus", 0), ("tus in parts", 0), ("tus in parts", Large), ("draft", 0)];
        foreach (var (way, padding) in ways)
        {
            var sent = Photo.Make(padding);

            var stored = await UploadAsync(own, way, sent);

            Assert.Equal((way, removal == "none", removal != "all"), (way, Photo.Has(stored, Photo.Latitude), Photo.HasCamera(stored)));
            Assert.True(Photo.Has(stored, Photo.Orientation), way);
            Assert.Equal((way, removal == "none"), (way, stored.AsSpan().SequenceEqual(sent)));
        }

        // Of an upload in parts, the bytes as they were sent are gone too.
        await Uploads.WaitAsync(async () => (await Uploads.StoredAsync(own.Server)).Count == ways.Length, () => "The store has more than the attachments.");
    }

    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.SqliteCeph)]
    public async Task File_that_cannot_be_cleaned_is_refused_and_nothing_of_it_is_kept(HomeKind kind)
    {
        await using var own = await OwnAsync(kind, "all");
        using var client = own.Server.CreateClient();
        var document = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests", "samples", "sample.docx"), TestContext.Current.CancellationToken);

        Assert.Equal((415, "metadata_not_removable"), await LinkedUploads.TryAsync(client, Uploads.PathOf(own.Server), document, "a.docx"));
        Assert.Equal((415, "metadata_not_removable"), await LinkedUploads.TryAsync(client, Uploads.PathOf(own.Server), Photo.Make()[..60], "a.jpg"));
        var url = await UploadRequests.CreateTusAsync(own.Server, document.Length, "a.docx");
        using var last = await UploadRequests.TusAsync(client, "PATCH", url, document, ("Upload-Offset", "0"));
        using var after = await UploadRequests.TusAsync(client, "HEAD", url, null);

        Assert.Equal((415, "File rejected. Metadata could not be removed"), ((int)last.StatusCode, await Uploads.TitleOfAsync(last)));
        Assert.Equal(410, (int)after.StatusCode);
        await Uploads.AssertNothingKeptAsync(own.Server);
        // Without location only, a document is stored as it was sent.
        await own.PatchAsync("", """{"settings":{"attachmentsStripMetadata":"location"}}""");
        Assert.Equal((201, null), await LinkedUploads.TryAsync(client, Uploads.PathOf(own.Server), document, "a.docx"));
    }

    [Fact]
    public async Task Resumable_upload_counts_the_bytes_that_were_sent()
    {
        await using var own = await OwnAsync(HomeKind.SqliteDisk, "all");
        using var client = own.Server.CreateClient();
        var photo = Photo.Make();
        var url = await UploadRequests.CreateTusAsync(own.Server, photo.Length, "a.jpg");

        using var last = await UploadRequests.TusAsync(client, "PATCH", url, photo, ("Upload-Offset", "0"));
        using var head = await UploadRequests.TusAsync(client, "HEAD", url, null);

        Assert.Equal(204, (int)last.StatusCode);
        Assert.Equal($"{photo.Length}", UploadRequests.HeaderOf(last, "Upload-Offset"));
        Assert.Equal(($"{photo.Length}", $"{photo.Length}"), (UploadRequests.HeaderOf(head, "Upload-Offset"), UploadRequests.HeaderOf(head, "Upload-Length")));
        Assert.Equal(UploadRequests.HeaderOf(last, "Upload-Media-Url"), UploadRequests.HeaderOf(head, "Upload-Media-Url"));
    }

    private static async Task<ChatServer> OwnAsync(HomeKind kind, string removal)
    {
        var own = new ChatServer(kind);
        await own.InitializeAsync();
        Assert.Equal(200, (await own.PatchAsync("", $$$"""{"settings":{"attachmentsStripMetadata":"{{{removal}}}"}}""")).Status);
        return own;
    }

    // Returns what is served, after a comparison with what the list says of it.
    private static async Task<byte[]> UploadAsync(ChatServer own, string way, byte[] photo)
    {
        using var client = own.Server.CreateClient();
        var url = way switch
        {
            "form" => await LinkedUploads.UploadAsync(client, Uploads.PathOf(own.Server), photo, "a.jpg"),
            "link" => await LinkAsync(own, photo),
            "draft" => await DraftAsync(own, client, photo),
            _ => await TusAsync(own, client, photo, way == "tus" ? photo.Length : photo.Length / 2),
        };
        var served = await client.GetByteArrayAsync(new Uri(url), TestContext.Current.CancellationToken);
        var listed = (await own.GetAsync("/attachments?page[size]=100")).Json.GetProperty("attachments").EnumerateArray().Single(entry => entry.GetProperty("mediaUrl").GetString() == url);
        Assert.Equal(((long)served.Length, Convert.ToHexStringLower(SHA256.HashData(served))), (listed.GetProperty("size").GetInt64(), listed.GetProperty("sha256").GetString()));
        return served;
    }

    private static async Task<string> LinkAsync(ChatServer own, byte[] photo)
    {
        using var app = PrivateApp.Of(own.Server);
        using var anonymous = own.Server.CreateAnonymousClient();
        return await LinkedUploads.UploadAsync(anonymous, new Uri(await LinkedUploads.CreateAsync(app, new { access = "public" })).AbsolutePath, photo, "a.jpg");
    }

    private static async Task<string> TusAsync(ChatServer own, HttpClient client, byte[] photo, int first)
    {
        var upload = await UploadRequests.CreateTusAsync(own.Server, photo.Length, "a.jpg");
        using var part = await UploadRequests.TusAsync(client, "PATCH", upload, photo[..first], ("Upload-Offset", "0"));
        if (first == photo.Length) return UploadRequests.HeaderOf(part, "Upload-Media-Url")!;
        using var rest = await UploadRequests.TusAsync(client, "PATCH", upload, photo[first..], ("Upload-Offset", $"{first}"));
        Assert.Equal(204, (int)rest.StatusCode);
        return UploadRequests.HeaderOf(rest, "Upload-Media-Url")!;
    }

    private static async Task<string> DraftAsync(ChatServer own, HttpClient client, byte[] photo)
    {
        var upload = await UploadRequests.CreateAsync(own.Server, photo[..100], "a.jpg");
        using var rest = await UploadRequests.AppendAsync(client, upload, 100, "?1", photo[100..]);
        var body = await rest.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }
}
