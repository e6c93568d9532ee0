using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Parhelion.Core.Blobs;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Peers;

/// <summary>This server: SQLite and files, as it ships, unless settings say otherwise.</summary>
internal class ParhelionPeer(Durability durability, params string[] settings) : Peer
{
    private const string Boundary = "parhelion-load-7d1f6c0a";
    private static readonly byte[] Closing = Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n");

    /// <summary>Pictures are made on request only. Made of what is uploaded, they would take time of the core on which all servers are, while others are
    /// measured.</summary>
    public const string NoPictures = "Images:Eager=false";

    private readonly Dictionary<int, byte[]> heads = [];
    private string appId = "";
    private string authorization = "";

    public override string Name => "Parhelion";

    public override string Title => $"{Name}, {durability}";

    public override string? Missing => File.Exists(Program) ? null : "the server is not published";

    public override string Version => typeof(BlobKey).Assembly.GetName().Version!.ToString(3);

    public override string Flushes => durability == Durability.Full ? "file, directory and row" : "nothing (`Durability=Os`)";

    /// <summary>The server as it is deployed: published for this machine, by <c>./run bench</c>.</summary>
    public static string Program => Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "published", "Parhelion.Server.dll");

    public string DataDirectory => Path.Combine(Home, "data");

    /// <summary>Where the files that others serve lie.</summary>
    public string Copies => Path.Combine(Home, "copies");

    public string AppId => appId;

    protected override string Uploads => Path.Combine(DataDirectory, "blobs");

    // Small files are in segments: they become holes, as if the server had erased them.
    public override int Clear(int size)
    {
        var whole = base.Clear(size);
        var segments = new DirectoryInfo(Path.Combine(DataDirectory, "segments"));
        if (!segments.Exists) return whole;
        foreach (var file in segments.EnumerateFiles("*.segment", SearchOption.AllDirectories))
        {
            using var segment = SegmentFile.Open(file.FullName);
            foreach (var (index, slot) in segment.ReadTable(out _).Where(one => one.Slot.State == SegmentEntryState.Live))
            {
                if (slot.Length == size) whole++;
                segment.SetState(index, SegmentEntryState.Erased);
                segment.EraseBytes(slot.Offset, slot.Length);
            }
        }

        return whole;
    }

    public override async Task<IReadOnlyList<string>?> ServeAsync(Corpus corpus)
    {
        await Task.Yield();
        return corpus.MediaPaths;
    }

    public override async Task<IRequests> UploadsAsync(int size, int count)
    {
        await Task.Yield();
        return new NumberedRequests(count, _ => Upload(size));
    }

    public override async Task<IRequests?> DeletionsAsync(int size, int count) => Deletions(await UploadManyAsync(size, count));

    /// <summary>Requests that remove what lives at these paths.</summary>
    public IRequests Deletions(IReadOnlyList<string> paths) => new NumberedRequests(paths.Count, number =>
    {
        var body = $$"""{"mediaUrl":"http://127.0.0.1:{{Port}}{{paths[number]}}"}""";
        return new Request(Post("remove", "application/json", body.Length), Encoding.ASCII.GetBytes(body), [], 200);
    });

    /// <summary>Uploads files, and writes copies for others to serve: a small blob of Parhelion is a part of a larger file.</summary>
    public async Task<Corpus> StoreAsync(int size, int count)
    {
        var paths = await UploadManyAsync(size, count);
        var files = paths.Select(path => BlobOf(path.Split('/')[^2])).ToList();
        foreach (var file in files.Select(file => Path.Combine(Copies, file)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, Content.Of(size));
        }

        return new Corpus(size, paths, files);
    }

    /// <summary>Uploads files; the paths of their media URLs.</summary>
    public async Task<IReadOnlyList<string>> UploadManyAsync(int size, int count) => [.. (await PlaceAsync(size, count)).Select(PathOf)];

    /// <summary>The path of the media URL that an upload was answered with.</summary>
    public static string PathOf(Reply reply)
    {
        using var json = JsonDocument.Parse(reply.Body);
        return new Uri(json.RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString()!).AbsolutePath;
    }

    // As Parhelion names blobs that have a file of their own.
    private static string BlobOf(string token)
    {
        var head = Base64Url.DecodeFromChars(token.AsSpan(0, 4));
        return $"blobs/{head[0]:x2}/{head[1]:x2}/{token}";
    }

    /// <summary>Starts the server on a port and a directory, be they new or not.</summary>
    public static PeerProcess Launch(string log, int port, string directory, Durability durability, params string[] settings) => PeerProcess.Start(
        log, new Dictionary<string, string>(StringComparer.Ordinal), ["dotnet", Program, "--urls", $"http://127.0.0.1:{port}",
        $"--Parhelion:DataDirectory={directory}", $"--Parhelion:Durability={durability}", .. settings.Select(setting => $"--Parhelion:{setting}")]);

    protected override PeerProcess Launch(string log) => Launch(log, Port, DataDirectory, durability, settings);

    protected override async Task StartedAsync()
    {
        using var credentials = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(DataDirectory, "credentials.json")));
        appId = credentials.RootElement.GetProperty("appId").GetString()!;
        var key = credentials.RootElement.GetProperty("app");
        authorization = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key.GetProperty("keyId").GetString()}:{key.GetProperty("secret").GetString()}"));
        heads.Clear();
    }

    private Request Upload(int size)
    {
        if (!heads.TryGetValue(size, out var head)) heads[size] = head = HeadOf(size);
        return new Request(head, Content.Of(size), Closing, 201);
    }

    private byte[] HeadOf(int size)
    {
        var part = $"--{Boundary}\r\nContent-Disposition: form-data; name=\"source\"; filename=\"photo.png\"\r\nContent-Type: image/png\r\n\r\n";
        return [.. Post("?access=public", $"multipart/form-data; boundary={Boundary}", part.Length + size + Closing.Length), .. Encoding.ASCII.GetBytes(part)];
    }

    private byte[] Post(string rest, string contentType, int length)
    {
        var path = $"/v2/apps/{appId}/attachments{(rest[0] == '?' ? "" : "/")}{rest}";
        return Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nAuthorization: Basic {authorization}\r\nContent-Type: {contentType}\r\nContent-Length: {length}\r\n\r\n");
    }
}
