using System.Text;
using Parhelion.BenchReport.Figures;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Peers;

/// <summary>ASP.NET Core with AWSSDK and Npgsql as they are usually used: <c>bench/peers/UsualS3</c>.</summary>
internal sealed class UsualS3Peer(SharedStore store) : Peer
{
    private const string Database = "usual";

    public override string Name => ServerNames.UsualS3;

    public override string? Missing => File.Exists(Program) ? null : "it is not built";

    public override string Version => Environment.Version.ToString();

    public override string Flushes => SharedStore.Flushes;

    protected override string Uploads => throw new InvalidOperationException("The uploads are in the store.");

    private static string Program => Path.Combine(AppContext.BaseDirectory, "..", "..", "UsualS3", "release", "UsualS3.dll");

    public override async Task<IReadOnlyList<string>?> ServeAsync(Corpus corpus) => await UploadManyAsync(corpus.Size, corpus.MediaPaths.Count);

    public override async Task<IRequests> UploadsAsync(int size, int count)
    {
        await Task.Yield();
        var request = PictureForm.Post(Port, "/files", size);
        return new NumberedRequests(count, _ => request);
    }

    public override async Task<IRequests?> DeletionsAsync(int size, int count)
    {
        var paths = await UploadManyAsync(size, count);
        return new NumberedRequests(paths.Count, number => new Request(
            Encoding.ASCII.GetBytes($"DELETE {paths[number]} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\n\r\n"), [], [], 204));
    }

    // The files stay: the store is large enough.
    public override int Clear(int size) => store.CountNew(Database, "files");

    // Its settings are read from where it runs; the content root says where that is.
    protected override PeerProcess Launch(string log)
    {
        store.CreateDatabase(Database);
        return PeerProcess.Start(
            log, new Dictionary<string, string>(StringComparer.Ordinal), "dotnet", Program, "--urls", $"http://127.0.0.1:{Port}",
            "--contentRoot", Path.GetDirectoryName(Path.GetFullPath(Program))!, "--Database", store.ConnectionTo(Database), "--Endpoint", store.Endpoint,
            "--Region", store.Region, "--AccessKey", store.AccessKey, "--SecretKey", store.SecretKey, "--Bucket", Database);
    }

    private async Task<IReadOnlyList<string>> UploadManyAsync(int size, int count) => [.. (await PlaceAsync(size, count)).Select(reply => reply.Field("Location"))];
}
