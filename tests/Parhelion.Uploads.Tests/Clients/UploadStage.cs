using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Server.Tests.Faults;
using Parhelion.Uploads.Tests.Network;

namespace Parhelion.Uploads.Tests.Clients;

/// <summary>A server that can be killed, behind a proxy, so that its address stays the same.</summary>
public sealed class UploadStage : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-clients-").FullName;

    /// <summary>More settings of the server.</summary>
    internal string[] Settings { get; init; } = [];

    internal CuttingProxy Proxy { get; } = new();

    internal ProxiedNode Server { get; private set; } = null!;

    internal TestFile File { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        File = await TestFile.CreateAsync(10_000_000);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Proxy.DisposeAsync();
        File.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary><c>kill -9</c>, and a new start on the same folder.</summary>
    internal async Task RestartAsync()
    {
        Server.Kill();
        await Server.DisposeAsync();
        await StartAsync();
    }

    /// <summary>URL of a new upload link.</summary>
    internal async Task<string> CreateLinkAsync(int maxUploads = 1)
    {
        using var response = await Server.Client.PostAsJsonAsync(
            $"/v2/apps/{Server.AppId}/attachments/uploadLinks", new { access = "public", maxUploads }, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("uploadLink").GetProperty("url").GetString()!;
    }

    private async Task StartAsync()
    {
        Server = await ProxiedNode.StartAsync(Proxy, settings => ServerProcess.StartAsync(directory, [.. settings, .. Settings]));
        Proxy.Targets = [Server.Url];
    }
}
