using System.Globalization;
using System.Text;
using System.Text.Json;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Peers;

/// <summary>The tus server for Node: each file in one request (the extension creation-with-upload).</summary>
internal sealed class TusPeer : Peer
{
    public override string Name => "tus";

    public override string? Missing => !PeerProcess.Has("node") ? "node is not installed"
        : !File.Exists(Package) ? "its packages are not installed" : null;

    public override string Version
    {
        get
        {
            using var package = JsonDocument.Parse(File.ReadAllText(Package));
            return $"{package.RootElement.GetProperty("version").GetString()} on Node {PeerProcess.Ask("node", "--version")}";
        }
    }

    protected override string Uploads => Path.Combine(Home, "uploads");

    private static string Folder => Path.Combine("bench", "peers", "tus");

    private static string Package => Path.Combine(Folder, "node_modules", "@tus", "server", "package.json");

    // The protocol has no GET. This server answers one all the same, but its process ends when a reader leaves in the middle.
    public override async Task<IReadOnlyList<string>?> ServeAsync(Corpus corpus)
    {
        await Task.Yield();
        return null;
    }

    public override async Task<IRequests> UploadsAsync(int size, int count)
    {
        await Task.Yield();
        var head = Head("POST", "/files", $"Upload-Length: {size}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {size}\r\n");
        return new NumberedRequests(count, _ => new Request(head, Content.Of(size), [], 201));
    }

    public override async Task<IRequests?> DeletionsAsync(int size, int count)
    {
        var paths = await LocationsAsync(size, count);
        return new NumberedRequests(paths.Count, number => new Request(Head("DELETE", paths[number], ""), [], [], 204));
    }

    protected override PeerProcess Launch(string log)
    {
        Directory.CreateDirectory(Uploads);
        return PeerProcess.Start(
            log, new Dictionary<string, string>(StringComparer.Ordinal) { ["NODE_ENV"] = "production" }, "node", Path.GetFullPath(Path.Combine(Folder, "server.mjs")),
            Port.ToString(CultureInfo.InvariantCulture), Uploads);
    }

    private async Task<IReadOnlyList<string>> LocationsAsync(int size, int count) =>
        [.. (await PlaceAsync(size, count)).Select(reply => new Uri(new Uri($"http://127.0.0.1:{Port}"), reply.Field("Location")).AbsolutePath)];

    private byte[] Head(string method, string path, string fields) =>
        Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nTus-Resumable: 1.0.0\r\n{fields}\r\n");
}
