using System.Net;
using System.Text;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Private;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Links;

/// <summary>Upload links for pages of other origins, with all three protocols, and what the log tells of them.</summary>
public sealed class LinkProtocolTests : IAsyncLifetime
{
    private const string Origin = "https://shop.example";

    private ParhelionServer server = null!;
    private PrivateApp app = null!;
    private HttpClient browser = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        app = PrivateApp.Of(server);
        browser = server.CreateAnonymousClient();
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        app.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Page_of_another_origin_may_use_a_link_and_read_why_it_is_refused()
    {
        var link = await LinkedUploads.CreateAsync(app, new { access = "public", maxBytes = 1000 });
        using var asked = await SendAsync(
            HttpMethod.Options, link, null, ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "tus-resumable,upload-length,upload-metadata"));
        Assert.Equal(HttpStatusCode.NoContent, asked.StatusCode);
        Assert.Equal("*", asked.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("POST", asked.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
        Assert.Contains("Tus-Resumable", asked.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.Equal("1000", asked.Headers.GetValues("Tus-Max-Size").Single());
        Assert.Equal(["POST", "OPTIONS"], asked.Content.Headers.Allow);

        foreach (var status in (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.Gone])
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(Uploads.Png), "source", "a.png" } };
            using var response = await SendAsync(HttpMethod.Post, link, form);
            Assert.Equal(status, response.StatusCode);
            Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        }

        // Without this answer the page would be told of a network error.
        using var later = await SendAsync(HttpMethod.Options, link, null, ("Access-Control-Request-Method", "POST"));
        Assert.Equal(HttpStatusCode.NoContent, later.StatusCode);
        Assert.False((await SendAsync(HttpMethod.Get, link, null)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Tus_uploads_to_a_link()
    {
        var link = await LinkedUploads.CreateAsync(app, new { access = "private", maxUploads = 1, maxBytes = 100 });
        using (var large = await CreateAsync(link, "101", "a.png")) Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using var created = await CreateAsync(link, $"{Uploads.Png.Length}", "a.png");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);

        using var patched = await AppendAsync(created.Headers.Location!.ToString());

        Assert.Equal(HttpStatusCode.NoContent, patched.StatusCode);
        Assert.Equal(401, await app.StatusAsync(patched.Headers.GetValues("Upload-Media-Url").Single()));
        using var again = await CreateAsync(link, "10", "a.png");
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    [Fact]
    public async Task Unfinished_uploads_of_a_link_make_room_for_new_ones_and_the_count_stays_exact()
    {
        var link = await LinkedUploads.CreateAsync(app, new { access = "public", maxUploads = 2 });
        var urls = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var created = await CreateAsync(link, $"{Uploads.Png.Length}", "a.png");
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            urls.Add(created.Headers.Location!.ToString());
        }

        var statuses = new List<int>();
        foreach (var url in urls)
        {
            using var patched = await AppendAsync(url);
            statuses.Add((int)patched.StatusCode);
        }

        Assert.Equal([410, 204, 204], statuses);
        Assert.Equal((410, "upload_gone"), await LinkedUploads.TryAsync(browser, link));
    }

    [Fact]
    public async Task Uploads_of_the_ietf_draft_go_to_a_link()
    {
        var link = await LinkedUploads.CreateAsync(app, new { access = "public", extensions = (string[])["png"] });
        using var content = new ByteArrayContent(Uploads.Png);
        content.Headers.TryAddWithoutValidation("Content-Disposition", "attachment; filename=\"a.png\"");

        using var response = await SendAsync(HttpMethod.Post, link, content, ("Upload-Complete", "?1"));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal((410, "upload_gone"), await LinkedUploads.TryAsync(browser, link));
    }

    [Fact]
    public async Task Log_tells_no_token()
    {
        var directory = Directory.CreateTempSubdirectory("parhelion-links-").FullName;
        try
        {
            var verbose = new Dictionary<string, string>(StringComparer.Ordinal) { ["Logging__LogLevel__Default"] = "Debug", ["Logging__LogLevel__Microsoft.AspNetCore"] = "Debug" };
            await using var process = await ServerProcess.StartAsync(directory, verbose);
            using var made = await process.Client.PostAsync(
                $"/v2/apps/{process.AppId}/attachments/uploadLinks", new StringContent("""{"access":"public"}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            using var json = System.Text.Json.JsonDocument.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            var link = json.RootElement.GetProperty("uploadLink").GetProperty("url").GetString()!;
            using var created = await CreateAsync(link, "10", "a.png");
            var upload = created.Headers.Location!.ToString();
            using (await AppendAsync(upload)) { }

            await Uploads.WaitAsync(() => process.Output.Split("/uploads/[token]").Length > 2, () => process.Output);

            Assert.DoesNotContain(link[(link.LastIndexOf('.') + 1)..], process.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(link.Split('/')[^1].Split('.')[0], process.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(upload.Split('/')[^1], process.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private Task<HttpResponseMessage> CreateAsync(string link, string length, string name) => SendAsync(
        HttpMethod.Post, link, null, ("Tus-Resumable", "1.0.0"), ("Upload-Length", length), ("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}"));

    private Task<HttpResponseMessage> AppendAsync(string url)
    {
        var content = new ByteArrayContent(Uploads.Png);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/offset+octet-stream");
        return SendAsync(HttpMethod.Patch, url, content, ("Tus-Resumable", "1.0.0"), ("Upload-Offset", "0"));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.TryAddWithoutValidation("Origin", Origin);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await browser.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
