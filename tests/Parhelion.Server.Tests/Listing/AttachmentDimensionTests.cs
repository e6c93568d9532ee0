using System.Buffers.Binary;
using System.Text.Json;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Links;
using Parhelion.Server.Tests.Private;
using Parhelion.Server.Tests.Resumable;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Listing;

/// <summary>The dimensions of attachments, with every protocol and in every home.</summary>
public sealed class AttachmentDimensionTests
{
    private static readonly (string Extension, string Dimensions)[] Files =
        [("jpg", "16 16 -"), ("heic", "64 64 -"), ("svg", SvgDimensions), ("mp4", "64 48 0.6"), ("wav", "- - 0.3"), ("txt", "- - -"), ("pdf", "- - -")];

    // As tests/samples/sample.svg says.
    private const string SvgDimensions = "16 16 -";

    public static TheoryData<HomeKind> Kinds { get; } = [HomeKind.SqliteDisk, HomeKind.PostgresDisk, HomeKind.SqliteCeph, HomeKind.PostgresSwift];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Dimensions_are_listed_before_and_after_a_restart(HomeKind kind)
    {
        await using var home = await Home.OpenAsync(kind);
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        await using (var server = await StartAsync(home))
        {
            foreach (var (extension, dimensions) in Files)
            {
                await Uploads.UploadAsync(server, Sample(extension), $"a.{extension}");
                expected[$"a.{extension}"] = dimensions;
            }

            // So large that it reaches a remote store in parts, and is read back from there.
            await Uploads.UploadAsync(server, FilmWithItsHeaderAtTheEnd(20 << 20), "large.mp4");
            expected["large.mp4"] = "64 48 0.6";
            Assert.Equal(expected, await DimensionsAsync(server));
        }

        await using var again = await StartAsync(home);
        Assert.Equal(expected, await DimensionsAsync(again));
    }

    [Fact]
    public async Task Every_protocol_reads_them_and_answers_as_documented()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var app = PrivateApp.Of(server);
        using var anonymous = server.CreateAnonymousClient();
        using var client = server.CreateClient();
        var film = Sample("mp4");

        using (var form = await Uploads.PostAsync(server, new ByteArrayContent(film), "form.mp4")) await IsAsDocumentedAsync(form);
        using (var linked = await LinkedUploads.PostAsync(anonymous, await LinkedUploads.CreateAsync(app, new { access = "public" }), film, "link.mp4")) await IsAsDocumentedAsync(linked);
        (await UploadRequests.TusAsync(
            client, "POST", Uploads.PathOf(server), film, ("Upload-Length", $"{film.Length}"), ("Upload-Metadata", UploadRequests.Metadata("tus.mp4")))).Dispose();
        var pieces = await UploadRequests.CreateTusAsync(server, film.Length, "pieces.mp4");
        (await UploadRequests.TusAsync(anonymous, "PATCH", pieces, film[..100], ("Upload-Offset", "0"))).Dispose();
        (await UploadRequests.TusAsync(anonymous, "PATCH", pieces, film[100..], ("Upload-Offset", "100"))).Dispose();
        var draft = await UploadRequests.CreateAsync(server, film[..2000], "draft.mp4");
        using (var answer = await UploadRequests.AppendAsync(anonymous, draft, 2000, "?1", film[2000..])) await IsAsDocumentedAsync(answer);

        Assert.Equal(
            ["draft.mp4 64 48 0.6", "form.mp4 64 48 0.6", "link.mp4 64 48 0.6", "pieces.mp4 64 48 0.6", "tus.mp4 64 48 0.6"],
            (await DimensionsAsync(server)).Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Entry_shows_them_behind_its_hash()
    {
        await using var chat = new SqliteChatServer();
        await chat.InitializeAsync();
        await chat.UploadAsync("a.mp4", "access=public", Sample("mp4"));

        var listed = (await chat.GetAsync("/attachments")).Json.GetProperty("attachments")[0];
        var found = (await chat.GetAsync($"/attachments/{listed.GetProperty("id").GetString()}")).Json.GetProperty("attachment");

        foreach (var entry in (JsonElement[])[listed, found])
            Assert.Contains("\"width\":64,\"height\":48,\"duration\":0.6,\"renditions\":{\"thumbnail\":", entry.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_picture_is_stored_without_them()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await Uploads.UploadAsync(server, Sample("jpg")[..40], "cut.jpg");
        await Uploads.UploadAsync(server, [.. Sample("mp4")[..40], .. new byte[1000]], "cut.mp4");

        Assert.Equal(["- - -", "- - -"], (await DimensionsAsync(server)).Values);
    }

    private static Task<ParhelionServer> StartAsync(Home home) => ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken);

    private static byte[] Sample(string extension) => File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "samples", $"sample.{extension}"));

    private static byte[] FilmWithItsHeaderAtTheEnd(int length)
    {
        var film = Sample("mp4");
        var first = (int)BinaryPrimitives.ReadUInt32BigEndian(film);
        var space = new byte[length - film.Length];
        BinaryPrimitives.WriteInt32BigEndian(space, space.Length);
        "free"u8.CopyTo(space.AsSpan(4));
        return [.. film[..first], .. space, .. film[first..]];
    }

    // The upload answers as the documentation of the vendor says, with nothing more.
    private static async Task IsAsDocumentedAsync(HttpResponseMessage answer)
    {
        Assert.Equal(201, (int)answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["mediaType", "mediaUrl"], body.RootElement.GetProperty("attachment").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    /// <summary>Width, height and duration by name; a dash for what is absent.</summary>
    private static async Task<Dictionary<string, string>> DimensionsAsync(ParhelionServer server)
    {
        using var client = server.CreateClient();
        using var list = JsonDocument.Parse(await client.GetStringAsync($"/v2/apps/{server.AppId}/attachments?page[size]=100", TestContext.Current.CancellationToken));
        return list.RootElement.GetProperty("attachments").EnumerateArray().ToDictionary(
            entry => entry.GetProperty("fileName").GetString()!,
            entry => string.Join(' ', ((string[])["width", "height", "duration"]).Select(name => entry.TryGetProperty(name, out var value) ? value.GetRawText() : "-")),
            StringComparer.Ordinal);
    }
}
