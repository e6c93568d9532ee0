using System.Net;
using Parhelion.Server.Tests.Homes;

namespace Parhelion.Server.Tests.Renditions;

/// <summary>Two nodes over the same rows and bytes make a rendition once, and what one deletes the other does not bring back.</summary>
public sealed class RenditionNodesTests
{
    [Fact]
    public async Task Two_nodes_make_it_once_and_both_serve_it_until_it_is_deleted()
    {
        await using var home = await Home.OpenAsync(HomeKind.PostgresDisk);
        var renderer = new FakeRenderer();
        await using var first = await RenditionServer.StartAsync(home.Configure, renderer);
        await using var second = await RenditionServer.StartAsync(home.ConfigureAnotherNode, renderer);
        for (var round = 0; round < 4; round++)
        {
            var gate = new TaskCompletionSource();
            renderer.Gate = gate.Task;
            var url = await first.UploadAsync($"round {round}");
            var requests = Enumerable.Range(0, 40).Select(index => (index % 2 == 0 ? first : second).BytesAsync($"{url}?rendition=preview")).ToList();
            await Uploads.WaitAsync(() => renderer.Count > round, () => "Nobody makes it");
            gate.SetResult();
            foreach (var bytes in await Task.WhenAll(requests)) Assert.Equal(renderer.Picture(RenditionServer.Png($"round {round}"), "preview", side: 1280), bytes);
            Assert.Equal(round + 1, renderer.Count);

            Assert.Equal(HttpStatusCode.OK, (await Uploads.RemoveAsync(first.Server, url)).StatusCode);

            Assert.Equal(HttpStatusCode.NotFound, await first.StatusAsync($"{url}?rendition=preview"));
            await Uploads.WaitAsync(async () => await second.StatusAsync($"{url}?rendition=preview") == HttpStatusCode.NotFound, () => "The other node shows it still");
        }

        await Uploads.AssertNothingKeptAsync(first.Server);
    }

    [Fact]
    public async Task Queue_is_worked_on_by_both_and_each_file_is_decoded_once()
    {
        await using var home = await Home.OpenAsync(HomeKind.PostgresDisk);
        var renderer = new FakeRenderer();
        await using var first = await RenditionServer.StartAsync(home.Configure, renderer, "Images:Eager=true");
        await using var second = await RenditionServer.StartAsync(home.ConfigureAnotherNode, renderer, "Images:Eager=true");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(index => (index % 2 == 0 ? first : second).UploadAsync($"file {index}")));
        await Uploads.WaitAsync(async () => await first.AskAsync("SELECT COUNT(*) FROM renditions WHERE made_at IS NOT NULL") == 40, () => "Not all are made");

        Assert.Equal(20, renderer.Count);
        await Uploads.WaitAsync(async () => await first.AskAsync("SELECT COUNT(*) FROM rendition_states WHERE due_at IS NOT NULL") == 0, () => "The queue is not empty");
    }
}
