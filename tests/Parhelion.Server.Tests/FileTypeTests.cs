using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parhelion.Core.Uploading;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests;

/// <summary>What docs/file-types.md says, on a server that runs.</summary>
public sealed class FileTypeTests : IAsyncLifetime
{
    private const string Own = "default weba=audio/webm md=text/markdown dwg=image/vnd.dwg flac=audio/flac docm=application/vnd.ms-word.document.macroEnabled.12 ini=text/plain";

    private static readonly byte[] WebM = Convert.FromHexString("1A45DFA30100000000000010428285" + "7765626D004287810242858102");

    private ParhelionServer server = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(options => options.Settings["Files:Extensions"] = Own, TestContext.Current.CancellationToken);
        client = server.CreateAnonymousClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Table_says_what_every_extension_is_served_as()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "file-types.md"))
            .SkipWhile(line => line != "## The table").SkipWhile(line => !line.StartsWith('|')).Skip(2).Select(line => line.Trim('|', ' ').Split(" | ")).ToArray();
        Assert.Equal(AllowedFileTypes.DefaultExtensions, rows.Select(row => row[0]));

        foreach (var row in rows)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests", "samples", $"sample.{row[0]}"), TestContext.Current.CancellationToken);
            var (type, isInline) = await ServedAsync(bytes, $"a.{row[0]}");
            // A HEIF file with the brand of HEIC is HEIC.
            Assert.Equal(row[0] == "heif" ? "`image/heic`" : row[2], $"`{type.Split(';')[0]}`");
            Assert.Equal(row[3], isInline ? "shown" : "download");
        }
    }

    [Theory]
    [InlineData("letter.doc", @"{\rtf1\ansi}", "The content is application/rtf, but .doc needs application/msword")]
    [InlineData("table.xls", "<html><table>", "The content is text/html, but .xls needs application/vnd.ms-excel")]
    [InlineData("table.xls", "a\tb\n1\t2\n", "The content is text/plain, but .xls needs application/vnd.ms-excel")]
    [InlineData("page.doc", "MIME-Version: 1.0\r\n", "The content is message/rfc822, but .doc needs application/msword")]
    [InlineData("server.key", "-----BEGIN PRIVATE KEY-----\n", "The content is text/plain, but .key needs application/vnd.apple.keynote")]
    [InlineData("story.pages", "Once upon a time", "The content is text/plain, but .pages needs application/vnd.apple.pages")]
    [InlineData("a.webm", "\u001AE\u00DF\u00A3\u008BB\u0082\u0088matroska", "The content is video/x-matroska, but .webm needs video/webm")]
    public async Task Refusal_explains_itself_in_a_second_entry(string name, string latin1, string explanation)
    {
        await AssertRefusedAsync(Encoding.Latin1.GetBytes(latin1), name, "File rejected. File type not allowed", explanation);
    }

    [Fact]
    public async Task Bytes_of_no_known_type_are_told_as_such() =>
        await AssertRefusedAsync([1, 2, 3, 4, 5, 6, 7], "a.png", "File rejected. File type could not be retrieved", "The content has no known type, but .png needs image/png");

    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public async Task Macros_behind_any_number_of_bytes_are_refused_and_nothing_stays(int noise)
    {
        var zip = Zip(("word/media/a.png", Noise(noise)), ("word/VBAPROJECT.BIN", [1]), ("[Content_Types].xml", "<Types/>"u8.ToArray()));

        await AssertRefusedAsync(
            zip, "a.docx", "File rejected. File type not allowed",
            "The content is application/vnd.ms-office.macroEnabled, but .docx needs application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Theory]
    [InlineData("a.txt", "utf-8", "text/plain; charset=utf-8")]
    [InlineData("a.csv", "utf-8", "text/csv; charset=utf-8")]
    [InlineData("a.txt", "iso-8859-1", "text/plain")]
    [InlineData("a.csv", "iso-8859-1", "text/csv")]
    [InlineData("a.txt", "utf-16", "text/plain; charset=utf-16le")]
    [InlineData("a.xml", "utf-8", "application/xml")]
    public async Task Charset_is_claimed_where_it_is_true(string name, string encoding, string expected)
    {
        var bytes = Encoding.GetEncoding(encoding).GetBytes("naïve;café\r\n");

        Assert.Equal(expected, (await ServedAsync(bytes, name)).Type);
    }

    [Fact]
    public async Task Own_types_are_served_and_shown_only_where_bytes_vouch_for_them()
    {
        Assert.Equal(("audio/webm", true), await ServedAsync(WebM, "a.weba"));
        Assert.Equal(("text/markdown; charset=utf-8", false), await ServedAsync("# Title\n"u8.ToArray(), "a.md"));
        Assert.Equal(("image/vnd.dwg", false), await ServedAsync([.. "AC1032"u8, 0, 1, 2, 3, 4, 5, 6, 7], "a.dwg"));
        Assert.Equal(("audio/flac", true), await ServedAsync([.. "fLaC\0\0\0\u0022"u8, .. new byte[100]], "a.flac"));
        Assert.Equal(("text/plain; charset=utf-8", true), await ServedAsync("[a]\nb=1\n"u8.ToArray(), "a.ini"));
        var docm = Zip(("word/vbaProject.bin", [1]), ("[Content_Types].xml", "<Types/>"u8.ToArray()));
        Assert.Equal(("application/vnd.ms-word.document.macroenabled.12", false), await ServedAsync(docm, "a.docm"));
        // Bytes still say what they are.
        Assert.Equal(("image/png", true), await ServedAsync(Uploads.Png, "a.md"));
        Assert.Equal(("application/zip", false), await ServedAsync(Zip(("a.txt", [1])), "a.md"));
    }

    [Theory]
    [InlineData("a.weba", "\u0001\u0002\u0003 no sound")]
    [InlineData("a.flac", "text")]
    [InlineData("a.md", "<html><script>")]
    [InlineData("a.md", "\u0001\u0002\u0003\u0004")]
    [InlineData("a.ini", "\u0001\u0002\u0003\u0004")]
    [InlineData("a.dwg", "MZ\u0090\0\u0003\0\0\0\u0004")]
    [InlineData("a.dwg", "#!/bin/sh\nid\n")]
    public async Task Own_extension_is_no_way_around_the_rules(string name, string latin1)
    {
        using var response = await Uploads.PostAsync(server, new ByteArrayContent(Encoding.Latin1.GetBytes(latin1)), name);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private async Task<(string Type, bool IsInline)> ServedAsync(byte[] bytes, string name)
    {
        var url = await Uploads.UploadAsync(server, bytes, name);
        using var response = await client.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var disposition = response.Content.Headers.NonValidated["Content-Disposition"].ToString();
        return (response.Content.Headers.NonValidated["Content-Type"].ToString(), disposition.StartsWith("inline", StringComparison.Ordinal));
    }

    private async Task AssertRefusedAsync(byte[] bytes, string name, params string[] titles)
    {
        using var response = await Uploads.PostAsync(server, new ByteArrayContent(bytes), name);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var errors = body.GetProperty("errors").EnumerateArray().ToArray();
        Assert.Equal(titles, errors.Select(error => error.GetProperty("title").GetString()));
        Assert.All(errors, error => Assert.Equal("unsupported_media_type", error.GetProperty("code").GetString()));
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        var buffer = new MemoryStream();
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                stream.Write(content);
            }
        }

        return buffer.ToArray();
    }
}
