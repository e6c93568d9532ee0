using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Parhelion.Client.Tests;

/// <summary>The exact requests, as a host of the original shape sees them: below a path prefix, with and without a slash at its end.</summary>
public sealed class VendorShapeTests
{
    private const string AppId = "66f0c1d2e3a4b5c6d7e8f901";
    private const string ConversationId = "66f0c2aa01b2c3d4e5f60718";
    private const string Name = "Résumé d'été.png";

    [Theory]
    [InlineData("/sc")]
    [InlineData("/sc/")]
    [InlineData("")]
    [InlineData("/")]
    public async Task Upload_and_removal_have_the_documented_form(string prefix)
    {
        List<Seen> seen = [];
        await using var host = await StubHost.StartAsync(async http =>
        {
            seen.Add(await Seen.ReadAsync(http.Request));
            var isUpload = seen.Count == 1;
            http.Response.StatusCode = isUpload ? 201 : 200;
            http.Response.ContentType = "application/json; charset=utf-8";
            await http.Response.WriteAsync(isUpload
                ? """{"attachment":{"mediaUrl":"https://files.example.net/sc/attachments/v2/01J/%C3%A9.png","mediaType":"image/png","extra":1}}"""
                : "{}");
        });
        using var client = new ParhelionClient(new ParhelionClientOptions { Host = new Uri(host.Url + prefix), Credentials = ParhelionCredentials.Basic("app_1", "secret") });

        var attachment = await client.Attachments.UploadAttachmentAsync(AppId, "public", Files.Picture(Name), new UploadAttachmentOptions { Purpose = AttachmentPurpose.Message, ConversationId = ConversationId });
        await client.Attachments.DeleteAttachmentAsync(AppId, attachment.MediaUrl);

        var path = $"{prefix.TrimEnd('/')}/v2/apps/{AppId}/attachments";
        var upload = seen[0];
        Assert.Equal($"POST {path}?access=public&for=message&conversationId={ConversationId}", upload.Line);
        Assert.Equal("application/json", upload.Headers.Accept.ToString());
        Assert.Equal("Basic YXBwXzE6c2VjcmV0", upload.Headers.Authorization.ToString());
        Assert.Matches(@"^Parhelion\.Client/\d+\.\d+\.\d+", upload.Headers.UserAgent.ToString());
        Assert.Equal(upload.Body.Length.ToString(CultureInfo.InvariantCulture), upload.Headers.ContentLength.ToString());
        Assert.Empty(upload.Headers.TransferEncoding.ToString());
        Assert.Empty(upload.Headers.Expect.ToString());
        var boundary = Assert.Single(upload.Headers.ContentType.ToString().Split("boundary=")[1..]);
        Assert.StartsWith("multipart/form-data; boundary=", upload.Headers.ContentType.ToString(), StringComparison.Ordinal);
        byte[] form =
        [
            .. Encoding.UTF8.GetBytes(
                $"--{boundary}\r\nContent-Disposition: form-data; name=\"source\"; filename=\"{Name}\"; filename*=UTF-8''R%C3%A9sum%C3%A9%20d%27%C3%A9t%C3%A9.png\r\n" +
                "Content-Type: image/png\r\n\r\n"),
            .. Files.Png,
            .. Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n"),
        ];
        Assert.Equal(form, upload.Body);

        var removal = seen[1];
        Assert.Equal($"POST {path}/remove", removal.Line);
        Assert.Equal("application/json", removal.Headers.ContentType.ToString());
        Assert.Equal("""{"mediaUrl":"https://files.example.net/sc/attachments/v2/01J/%C3%A9.png"}""", Encoding.UTF8.GetString(removal.Body));
    }

    [Fact]
    public async Task A_large_upload_asks_first_and_a_source_without_length_comes_in_chunks()
    {
        List<Seen> seen = [];
        await using var host = await StubHost.StartAsync(async http =>
        {
            seen.Add(await Seen.ReadAsync(http.Request));
            http.Response.StatusCode = 201;
            await http.Response.WriteAsync("""{"attachment":{"mediaUrl":"https://files.example.net/a.png","mediaType":"image/png"}}""");
        });
        using var client = new ParhelionClient(new ParhelionClientOptions { Host = new Uri(host.Url), Credentials = ParhelionCredentials.Bearer("x.y.z") });

        await client.Attachments.UploadAttachmentAsync(AppId, "public", UploadSource.FromBytes(Files.PngOf(2_000_000), "a.png"));
        await client.Attachments.UploadAttachmentAsync(AppId, "public", UploadSource.FromStream(new OneWay(Files.Png), "a.png"));

        Assert.Equal("100-continue", seen[0].Headers.Expect.ToString());
        Assert.Equal("Bearer x.y.z", seen[0].Headers.Authorization.ToString());
        Assert.Equal("chunked", seen[1].Headers.TransferEncoding.ToString());
        Assert.Null(seen[1].Headers.ContentLength);
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("{}", 200)]
    [InlineData("", 204)]
    public async Task An_answer_that_says_nothing_may_be_empty(string body, int status)
    {
        await using var host = await StubHost.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(body);
        });
        using var client = new ParhelionClient(new ParhelionClientOptions { Host = new Uri(host.Url), Credentials = ParhelionCredentials.None });

        using var capture = ResponseCapture.Start();
        await client.Attachments.DeleteAttachmentAsync(AppId, "https://files.example.net/a.png");

        Assert.Equal(status, capture.Response!.Status);
    }

    [Fact]
    public async Task A_redirect_of_the_api_is_a_failure_that_names_the_place()
    {
        var calls = 0;
        await using var host = await StubHost.StartAsync(http =>
        {
            calls++;
            http.Response.Redirect("https://api.example.net/v2/apps?x=1", permanent: true);
            return Task.CompletedTask;
        });
        using var client = new ParhelionClient(new ParhelionClientOptions { Host = new Uri(host.Url), Credentials = ParhelionCredentials.Basic("app_1", "secret") });

        var refused = await Assert.ThrowsAsync<ParhelionException>(() => client.Apps.GetAppAsync(AppId));

        Assert.Equal((301, 1), (refused.Status, calls));
        Assert.Contains("https://api.example.net/v2/apps;", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("x=1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_something_else_is_a_failure()
    {
        await using var host = await StubHost.StartAsync(http => http.Response.WriteAsync("<html>It works!</html>"));
        using var client = new ParhelionClient(new ParhelionClientOptions { Host = new Uri(host.Url), Credentials = ParhelionCredentials.None });

        var odd = await Assert.ThrowsAsync<ParhelionException>(() => client.Apps.GetAppAsync(AppId));

        Assert.Equal((200, false), (odd.Status, odd.IsTransient));
        Assert.IsType<System.Text.Json.JsonException>(odd.InnerException);
    }

    private sealed record Seen(string Line, IHeaderDictionary Headers, byte[] Body)
    {
        public static async Task<Seen> ReadAsync(HttpRequest request)
        {
            var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
            return new Seen($"{request.Method} {target}", new HeaderDictionary(request.Headers.ToDictionary()), body.ToArray());
        }
    }
}
