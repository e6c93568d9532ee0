using System.Net;

namespace Parhelion.Uploads.Tests.Clients;

/// <summary>tus-js-client and Uppy in Node, as a backend uses them.</summary>
public sealed class NodeTests(UploadStage stage) : JavaScriptClientContract(stage)
{
    [Theory]
    [InlineData("tus")]
    [InlineData("uppy")]
    public async Task Backend_uploads_with_its_key(string client)
    {
        var headers = new { Authorization = $"{Stage.Server.Client.DefaultRequestHeaders.Authorization}" };
        var task = new UploadTask(client, new Uri(Stage.Proxy.Url, $"/v2/apps/{Stage.Server.AppId}/attachments?access=public").AbsoluteUri) { Options = new { headers } };

        var result = await Host.RunAsync(task, Stage.File);

        Assert.Equal(["POST 201", "PATCH 204"], result!.Responses);
        await AssertCompleteAsync(result);
    }

    // tus-js-client announces 4,000,000 bytes for the last piece of a file that it opens itself, although 2,000,000 are left, and never tells the length. So
    // the server waits for bytes that do not come.
    [Fact]
    public async Task Client_that_announces_too_many_bytes_gets_408_and_the_server_keeps_what_came()
    {
        await using var own = new UploadStage { Settings = ["Limits:BodyIdleSeconds=2"] };
        await own.InitializeAsync();
        var task = new UploadTask("tus", await own.CreateLinkAsync()) { Options = new { uploadLengthDeferred = true, chunkSize = 4_000_000, retryDelays = (int[])[] } };

        var result = await Host.RunAsync(task, own.File);

        Assert.Equal(["POST 201", "PATCH 204", "PATCH 204", "PATCH 408"], result!.Responses);
        Assert.Equal("request_timeout", result.Code);
        var path = new Uri(result.Url!).AbsolutePath;
        Assert.Equal($"{own.File.Size}", await ValueAsync(own, HttpMethod.Head, path, "Upload-Offset"));
        var mediaUrl = await ValueAsync(own, HttpMethod.Patch, path, "Upload-Media-Url", ("Upload-Offset", own.File.Size), ("Upload-Length", own.File.Size));
        await own.File.AssertStoredAsync(own.Server.Client, own.Server.Url, mediaUrl);
    }

    // Some bytes were on their way when the connection broke.
    private protected override double MostSent => 1.1;

    private protected override Task<IJavaScriptHost> OpenAsync() => Task.FromResult<IJavaScriptHost>(new NodeHost());

    // A header field of the response to a request without bytes.
    private static async Task<string> ValueAsync(UploadStage own, HttpMethod method, string path, string name, params (string Name, long Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (header, value) in headers) request.Headers.Add(header, $"{value}");
        if (method == HttpMethod.Patch) request.Content = new ByteArrayContent([]) { Headers = { ContentType = new("application/offset+octet-stream") } };
        using var response = await own.Server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.InRange(response.StatusCode, HttpStatusCode.OK, HttpStatusCode.NoContent);
        return response.Headers.GetValues(name).Single();
    }
}
