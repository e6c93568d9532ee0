using System.Globalization;
using System.Text;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Peers;

/// <summary>ASP.NET Core as it is usually written: <c>bench/peers/UsualAspNet</c>.</summary>
internal sealed class UsualPeer(ParhelionPeer parhelion) : Peer
{
    public override string Name => "ASP.NET Core";

    public override string? Missing => File.Exists(Program) ? null : "it is not built";

    public override string Version => Environment.Version.ToString();

    protected override string Uploads => Path.Combine(Home, "uploads");

    private static string Program => Path.Combine(AppContext.BaseDirectory, "..", "..", "UsualAspNet", "release", "UsualAspNet.dll");

    public override async Task<IReadOnlyList<string>?> ServeAsync(Corpus corpus)
    {
        await Task.Yield();
        return [.. corpus.Files.Select(file => $"/files/{file}")];
    }

    public override async Task<IRequests> UploadsAsync(int size, int count)
    {
        await Task.Yield();
        var request = PictureForm.Post(Port, "/uploads", size);
        return new NumberedRequests(count, _ => request);
    }

    public override async Task<IRequests?> DeletionsAsync(int size, int count)
    {
        for (var i = 0; i < count; i++) await File.WriteAllBytesAsync(Path.Combine(Uploads, $"{i}.png"), Content.Of(size));
        return new NumberedRequests(count, number => new Request(
            Encoding.ASCII.GetBytes($"DELETE /uploads/{number.ToString(CultureInfo.InvariantCulture)}.png HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\n\r\n"), [], [], 204));
    }

    protected override PeerProcess Launch(string log)
    {
        Directory.CreateDirectory(Uploads);
        // Its settings are read from where it runs; the content root says where that is.
        return PeerProcess.Start(
            log, new Dictionary<string, string>(StringComparer.Ordinal), "dotnet", Program, "--urls", $"http://127.0.0.1:{Port}",
            "--contentRoot", Path.GetDirectoryName(Path.GetFullPath(Program))!, "--Files", parhelion.Copies, "--Uploads", Uploads);
    }
}
