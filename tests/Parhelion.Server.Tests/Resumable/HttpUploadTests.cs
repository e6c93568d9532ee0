using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>Resumable Uploads for HTTP as its draft says: each field, each problem.</summary>
public sealed class HttpUploadTests : IAsyncLifetime
{
    private readonly byte[] file = UploadRequests.Text(300_000);
    private ParhelionServer server = null!;
    private HttpClient anonymous = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        (anonymous, client) = (server.CreateAnonymousClient(), server.CreateClient());
    }

    public async ValueTask DisposeAsync()
    {
        anonymous.Dispose();
        client.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("inline; filename=\"a b.txt\"; filename*=UTF-8''%C3%A4%20b.txt", "/%C3%A4%20b.txt")]
    [InlineData("attachment; filename=plain.txt", "/plain.txt")]
    [InlineData("inline;filename=\"quoted \\\"name\\\".txt\"", "/quoted%20%22name%22.txt")]
    public async Task Whole_file_in_one_request_gets_the_answer_of_a_plain_upload(string disposition, string name)
    {
        using var answer = await CreateAsync(file, "?1", disposition);

        Assert.Equal((201, "?1"), ((int)answer.StatusCode, UploadRequests.HeaderOf(answer, "Upload-Complete")));
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var attachment = body.RootElement.GetProperty("attachment");
        Assert.Equal("text/plain", attachment.GetProperty("mediaType").GetString());
        Assert.EndsWith(name, attachment.GetProperty("mediaUrl").GetString(), StringComparison.Ordinal);
        Assert.Equal(file, await anonymous.GetByteArrayAsync(attachment.GetProperty("mediaUrl").GetString(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Upload_in_pieces_is_complete_when_the_client_says_so()
    {
        var url = await UploadRequests.CreateAsync(server, file[..1000], "a.txt", ("Upload-Length", $"{file.Length}"));
        using var first = await UploadRequests.AppendAsync(anonymous, url, 1000, "?0", file[1000..]);
        using var all = await UploadRequests.SendAsync(anonymous, "HEAD", url, null);
        using var early = await anonymous.GetAsync(url, TestContext.Current.CancellationToken);
        using var last = await UploadRequests.AppendAsync(anonymous, url, file.Length, "?1", []);
        using var done = await UploadRequests.SendAsync(anonymous, "HEAD", url, null);

        Assert.Equal((204, "?0", "300000"), ((int)first.StatusCode, UploadRequests.HeaderOf(first, "Upload-Complete"), UploadRequests.HeaderOf(first, "Upload-Offset")));
        // All bytes are there, and still it is not complete.
        Assert.Equal((204, "?0", "300000"), ((int)all.StatusCode, UploadRequests.HeaderOf(all, "Upload-Complete"), UploadRequests.HeaderOf(all, "Upload-Length")));
        Assert.Equal("no-store", UploadRequests.HeaderOf(all, "Cache-Control"));
        Assert.Matches("^max-size=52428800, min-size=1, max-age=863[0-9]{2}$|max-age=86400$", UploadRequests.HeaderOf(all, "Upload-Limit")!);
        Assert.Equal(409, (int)early.StatusCode);
        Assert.Equal((201, "?1"), ((int)last.StatusCode, UploadRequests.HeaderOf(last, "Upload-Complete")));
        Assert.Equal((204, "?1", "300000"), ((int)done.StatusCode, UploadRequests.HeaderOf(done, "Upload-Complete"), UploadRequests.HeaderOf(done, "Upload-Offset")));
        Assert.Equal(file, await anonymous.GetByteArrayAsync(UploadRequests.HeaderOf(done, "Upload-Media-Url"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Wrong_offset_is_told_with_the_right_one()
    {
        var url = await UploadRequests.CreateAsync(server, file[..1000]);

        using var answer = await UploadRequests.AppendAsync(anonymous, url, 999, "?0", file[999..]);

        Assert.Equal((409, "1000"), ((int)answer.StatusCode, UploadRequests.HeaderOf(answer, "Upload-Offset")));
        var problem = await ProblemAsync(answer, "mismatching-upload-offset");
        Assert.Equal((1000, 999, 409), (problem.GetProperty("expected-offset").GetInt64(), problem.GetProperty("provided-offset").GetInt64(), problem.GetProperty("status").GetInt32()));
        Assert.Equal("upload_offset_mismatch", problem.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Complete_upload_takes_nothing_more()
    {
        var url = await UploadRequests.CreateAsync(server, file);
        (await UploadRequests.AppendAsync(anonymous, url, file.Length, "?1", [])).Dispose();

        using var bytes = await UploadRequests.AppendAsync(anonymous, url, file.Length, "?1", [1]);
        using var nothing = await UploadRequests.AppendAsync(anonymous, url, file.Length, "?1", []);

        await ProblemAsync(bytes, "inconsistent-upload-length");
        await ProblemAsync(nothing, "completed-upload");
        Assert.All([bytes, nothing], answer => Assert.Equal((409, "?1"), ((int)answer.StatusCode, UploadRequests.HeaderOf(answer, "Upload-Complete"))));
    }

    [Fact]
    public async Task Lengths_must_agree()
    {
        using var creation = await CreateAsync(file, "?1", "inline; filename=a.txt", ("Upload-Length", "299999"));
        using var tooMuch = await CreateAsync(file, "?0", "inline; filename=a.txt", ("Upload-Length", "299999"));
        var url = await UploadRequests.CreateAsync(server, file[..1000], "a.txt", ("Upload-Length", $"{file.Length}"));
        using var changed = await UploadRequests.AppendAsync(anonymous, url, 1000, "?0", [1], ("Upload-Length", "300001"));
        using var tooShort = await UploadRequests.AppendAsync(anonymous, url, 1000, "?1", file[1000..^1]);
        using var tooLong = await UploadRequests.AppendAsync(anonymous, url, 1000, "?0", [.. file[1000..], 1]);

        foreach (var answer in (HttpResponseMessage[])[creation, tooMuch, changed, tooShort, tooLong])
        {
            Assert.Equal(400, (int)answer.StatusCode);
            await ProblemAsync(answer, "inconsistent-upload-length");
        }

        // None of it took anything away.
        using var right = await UploadRequests.AppendAsync(anonymous, url, 1000, "?1", file[1000..]);
        Assert.Equal(201, (int)right.StatusCode);
    }

    [Fact]
    public async Task Refusal_of_the_whole_file_says_that_all_bytes_came()
    {
        using var atOnce = await CreateAsync("no picture"u8.ToArray(), "?1", "inline; filename=a.png");
        var url = await UploadRequests.CreateAsync(server, "no "u8.ToArray(), "a.png");
        using var later = await UploadRequests.AppendAsync(anonymous, url, 3, "?1", "picture"u8.ToArray());
        using var head = await UploadRequests.SendAsync(anonymous, "HEAD", url, null);

        Assert.All([atOnce, later], answer => Assert.Equal((415, "?1"), ((int)answer.StatusCode, UploadRequests.HeaderOf(answer, "Upload-Complete"))));
        Assert.Equal(410, (int)head.StatusCode);
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("?2")]
    [InlineData("?1, ?1")]
    [InlineData("")]
    public async Task Malformed_completeness_is_ignored(string complete)
    {
        using var answer = await CreateAsync(file, complete, "inline; filename=a.txt");

        Assert.Equal((415, "Content-Type should be multipart/form-data"), ((int)answer.StatusCode, await Uploads.TitleOfAsync(answer)));
    }

    [Theory]
    [InlineData("?1;new=\"parameter\"")]
    [InlineData(" ?1 ")]
    public async Task Parameters_of_the_completeness_are_ignored(string complete)
    {
        using var answer = await CreateAsync(file, complete, "inline; filename=a.txt");
        Assert.Equal(201, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("inline")]
    [InlineData("inline; filename=")]
    [InlineData("inline; filename=\"open")]
    [InlineData("inline; filename=a.txt; filename=b.txt")]
    public async Task File_name_is_required(string disposition)
    {
        using var answer = await CreateAsync(file, "?1", disposition);

        Assert.InRange((int)answer.StatusCode, 400, 415);
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Theory]
    [InlineData(null, "?0", UploadRequests.PartialType, 400)]
    [InlineData("x", "?0", UploadRequests.PartialType, 400)]
    [InlineData("-1", "?0", UploadRequests.PartialType, 400)]
    [InlineData("3", null, UploadRequests.PartialType, 400)]
    [InlineData("3", "0", UploadRequests.PartialType, 400)]
    [InlineData("3", "?0", "application/octet-stream", 415)]
    [InlineData("3", "?0", UploadRequests.TusType, 412)]
    public async Task Append_needs_its_fields(string? offset, string? complete, string type, int status)
    {
        var url = await UploadRequests.CreateAsync(server, "abc"u8.ToArray());
        List<(string, string)> headers = [("Content-Type", type)];
        if (offset is not null) headers.Add(("Upload-Offset", offset));
        if (complete is not null) headers.Add(("Upload-Complete", complete));

        using var answer = await UploadRequests.SendAsync(anonymous, "PATCH", url, new ByteArrayContent("d"u8.ToArray()), [.. headers]);

        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 415) Assert.Equal(UploadRequests.PartialType, UploadRequests.HeaderOf(answer, "Accept-Patch"));
        Assert.Equal(3, await UploadRequests.OffsetAsync(anonymous, url));
    }

    [Fact]
    public async Task Too_large_a_file_is_refused_with_the_limits()
    {
        using var announced = await CreateAsync([1], "?0", "inline; filename=a.txt", ("Upload-Length", "52428801"));
        using var coded = await CreateAsync([1], "?0", "inline; filename=a.txt", ("Content-Encoding", "gzip"));

        var url = await UploadRequests.CreateAsync(server, file);
        using var later = await UploadRequests.AppendAsync(anonymous, url, file.Length, "?0", [], ("Upload-Length", "52428801"));

        Assert.Equal((413, 415, 413), ((int)announced.StatusCode, (int)coded.StatusCode, (int)later.StatusCode));
        Assert.All([announced, later], answer => Assert.Equal("max-size=52428800, min-size=1", UploadRequests.HeaderOf(answer, "Upload-Limit")));
    }

    [Fact]
    public async Task Digest_of_the_content_is_verified()
    {
        var right = $"md5=:AAAA:, sha-256=:{Convert.ToBase64String(SHA256.HashData(file))}:";
        var wrong = $"sha-256=:{Convert.ToBase64String(SHA256.HashData([1]))}:";
        using var refused = await CreateAsync(file, "?1", "inline; filename=a.txt", ("Content-Digest", wrong));
        using var refusedWhole = await CreateAsync(file, "?1", "inline; filename=a.txt", ("Repr-Digest", wrong));
        using var stored = await CreateAsync(file, "?1", "inline; filename=a.txt", ("Content-Digest", right), ("Repr-Digest", right));
        var url = await UploadRequests.CreateAsync(server, file[..10]);
        using var append = await UploadRequests.AppendAsync(anonymous, url, 10, "?0", file[10..], ("Content-Digest", wrong));

        Assert.Equal((400, 400, 201, 400), ((int)refused.StatusCode, (int)refusedWhole.StatusCode, (int)stored.StatusCode, (int)append.StatusCode));
        Assert.Equal(10, await UploadRequests.OffsetAsync(anonymous, url));
    }

    [Fact]
    public async Task Cancelled_upload_is_gone()
    {
        var url = await UploadRequests.CreateAsync(server, file);
        using var ended = await UploadRequests.SendAsync(anonymous, "DELETE", url, null);
        using var head = await UploadRequests.SendAsync(anonymous, "HEAD", url, null);

        Assert.Equal((204, 410), ((int)ended.StatusCode, (int)head.StatusCode));
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Form_with_upload_complete_is_answered_as_documented()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "source", "a.txt" } };
        form.Headers.TryAddWithoutValidation("Upload-Complete", "?1");
        using var request = new HttpRequestMessage(HttpMethod.Post, Uploads.PathOf(server)) { Content = form };
        request.Headers.TryAddWithoutValidation("Upload-Complete", "?1");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Created, null), (answer.StatusCode, UploadRequests.HeaderOf(answer, "Upload-Complete")));
    }

    private async Task<HttpResponseMessage> CreateAsync(byte[] bytes, string complete, string disposition, params (string Name, string Value)[] headers) => await UploadRequests.SendAsync(
        client, "POST", Uploads.PathOf(server), new ByteArrayContent(bytes), [("Upload-Complete", complete), ("Content-Type", "text/plain"), ("Content-Disposition", disposition), .. headers]);

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, string type)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var problem = body.RootElement.Clone();
        Assert.Equal("https://iana.org/assignments/http-problem-types#" + type, problem.GetProperty("type").GetString());
        Assert.Equal(problem.GetProperty("errors")[0].GetProperty("title").GetString(), problem.GetProperty("title").GetString());
        return problem;
    }
}
