using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Parhelion.Server.Tests.Homes;
using Parhelion.Tests;
using Parhelion.Uploads.Tests.Clients;

namespace Parhelion.Uploads.Tests.Network;

/// <summary>A network that breaks after each megabyte: every upload comes through, and at most a tenth of its bytes is sent twice.</summary>
public abstract class NetworkContract(HomeKind kind) : IAsyncLifetime
{
    private const int Size = 20_000_000;
    private const int CutAfter = 1_000_000;
    private const double MostSent = 1.1;

    private NetworkStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await NetworkStage.StartAsync(kind);

    public async ValueTask DisposeAsync()
    {
        if (stage is not null) await stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public Task Tus_js_client_comes_through() => AssertComesThroughAsync(async file =>
    {
        await using var node = new NodeHost();
        var options = new { headers = new { stage.Authorization }, retryDelays = (int[])[0, 500, 1000, 3000] };
        var result = await node.RunAsync(new UploadTask("tus", stage.Endpoint.AbsoluteUri) { Options = options }, file);
        Assert.True(result!.Ok, $"{result.Message} {result.Body}");
        return result.MediaUrl!;
    });

    [Fact]
    public Task Dotnet_client_comes_through() => AssertComesThroughAsync(async file =>
    {
        var key = Encoding.UTF8.GetString(Convert.FromBase64String(AuthenticationHeaderValue.Parse(stage.Authorization).Parameter!)).Split(':');
        using var client = new ParhelionClient(new ParhelionClientOptions
        {
            Host = stage.Proxy.Url,
            Credentials = ParhelionCredentials.Basic(key[0], key[1]),
            RetryDelay = TimeSpan.FromMilliseconds(10),
        });
        return (await client.Attachments.UploadAttachmentAsync(stage.Node.AppId, AttachmentAccess.Public, file.Path, cancellationToken: TestContext.Current.CancellationToken)).MediaUrl;
    });

    [Fact]
    public Task Resumable_uploads_for_http_come_through() => AssertComesThroughAsync(file => new RawUpload(stage, file).RunAsync());

    private async Task AssertComesThroughAsync(Func<TestFile, Task<string>> upload)
    {
        var watch = Stopwatch.StartNew();
        var ratios = new List<(CutMode Mode, double Sent)>();
        for (var round = 0; round < Sampling.Times(2, 200); round++)
        {
            using var file = await TestFile.CreateAsync(Size);
            stage.Proxy.Reset();
            (stage.Proxy.CutAfter, stage.Proxy.Mode) = (CutAfter, round % 2 == 0 ? CutMode.Finish : CutMode.Reset);
            var mediaUrl = await upload(file);
            Assert.InRange(stage.Proxy.Cuts, Size / CutAfter, int.MaxValue);
            ratios.Add((stage.Proxy.Mode, (double)stage.Proxy.Received / Size));
            await file.AssertStoredAsync(stage.Node.Client, stage.Node.Url, mediaUrl);
        }

        foreach (var mode in ratios.GroupBy(ratio => ratio.Mode, ratio => ratio.Sent))
        {
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{mode.Key}: {mode.Count()} uploads, {watch.Elapsed.TotalSeconds / ratios.Count:F2} s each, sent {mode.Average():F3} times the file, at most {mode.Max():F3}");
            Assert.InRange(mode.Max(), 1, MostSent);
        }
    }
}
