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

    // Some bytes were on their way when the connection broke.
    private protected override double MostSent => 1.1;

    private protected override Task<IJavaScriptHost> OpenAsync() => Task.FromResult<IJavaScriptHost>(new NodeHost());
}
