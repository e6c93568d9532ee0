using Parhelion.Server.Tests.Homes;

namespace Parhelion.Uploads.Tests.Network;

/// <summary>A server behind a network that breaks all the time. Where nodes can share what they store there are two, and connections go to one after the other.</summary>
internal sealed class NetworkStage : IAsyncDisposable
{
    private readonly Home home;
    private readonly List<ProxiedNode> nodes = [];

    private NetworkStage(Home home) => this.home = home;

    public CuttingProxy Proxy { get; } = new();

    public ProxiedNode Node => nodes[0];

    /// <summary>Where uploads are created.</summary>
    public Uri Endpoint => new(Proxy.Url, $"/v2/apps/{Node.AppId}/attachments?access=public");

    /// <summary>The key of the app as a header.</summary>
    public string Authorization => $"{Node.Client.DefaultRequestHeaders.Authorization}";

    public static async Task<NetworkStage> StartAsync(HomeKind kind)
    {
        var stage = new NetworkStage(await Home.OpenAsync(kind));
        stage.nodes.Add(await ProxiedNode.StartAsync(stage.Proxy, stage.home.StartProcessAsync));
        if (kind != HomeKind.SqliteDisk)
        {
            var directory = stage.home.AddNode();
            stage.nodes.Add(await ProxiedNode.StartAsync(stage.Proxy, settings => stage.home.StartProcessInAsync(directory, settings)));
        }

        stage.Proxy.Targets = [.. stage.nodes.Select(node => node.Url)];
        return stage;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        await Proxy.DisposeAsync();
        await home.DisposeAsync();
    }
}
