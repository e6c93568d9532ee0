using System.Security.Cryptography;
using Parhelion.BenchReport.Figures;
using Parhelion.Core;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Load.Peers;
using Parhelion.Load.Report;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Limits;

/// <summary>What a request costs when there are very many attachments, beside what it costs at a thousand. The rows are written straight into the
/// catalog; bytes have those that are read. The server remembers a hundred attachments only, so that a GET asks the rows.</summary>
internal sealed class GrowthLoad(Options options, Results results, string directory)
{
    private const int Few = 1000;
    private const int Connections = 16;
    private const int RowsPerCommit = 5000;
    private const string SmallMemory = "Media:CatalogEntries=100";

    public async Task RunAsync()
    {
        await using var few = new ParhelionPeer(Durability.Os, SmallMemory);
        await using var many = new ParhelionPeer(Durability.Os, SmallMemory);
        await few.StartAsync(directory);
        await many.StartAsync(directory);
        await SeedAsync(many, options.Rows - Few);
        Grown[] servers =
        [
            new(few, Few, await ListAsync("few", await few.UploadManyAsync(Sizes.Small, Few))),
            new(many, options.Rows, await ListAsync("many", await many.UploadManyAsync(Sizes.Small, Few))),
        ];
        // The first round warms up.
        for (var round = 0; round <= options.Rounds; round++)
        {
            foreach (var server in round % 2 == 0 ? servers : servers.Reverse()) await MeasureAsync(server, round);
        }

        Compare(FactNames.UploadGrowth, "upload");
        Compare(FactNames.GetGrowth, "GET");
        Compare(FactNames.DeleteGrowth, "delete");
    }

    private async Task MeasureAsync(Grown grown, int round)
    {
        var (server, at) = (grown.Server, grown.At);
        var paths = new List<string>();
        var uploads = await server.UploadsAsync(Sizes.Small, int.MaxValue);
        Add("upload", at, round, await HttpLoad.RunAsync(server.Port, uploads, Connections, options.Time, reply =>
        {
            lock (paths) paths.Add(ParhelionPeer.PathOf(reply));
        }));
        if (Wrk.Missing is null) Add("GET", at, round, Wrk.RunRandom($"http://127.0.0.1:{server.Port}", grown.List, round, Sizes.Small, options.Seconds));
        // All that came goes again, so that each round begins with as many as the one before.
        Add("delete", at, round, await HttpLoad.RunAsync(server.Port, server.Deletions(paths), Connections, Timeout.InfiniteTimeSpan));
    }

    private void Add(string what, int at, int round, Outcome outcome)
    {
        if (outcome.Fault is { } fault) results.Remark($"{what} at {at:N0} attachments: {fault}");
        else if (round > 0) results.Add(FactNames.RateAt(what, at), outcome.Requests / outcome.Seconds);
    }

    private void Compare(string fact, string what)
    {
        if (results.Fact(FactNames.RateAt(what, Few)) / results.Fact(FactNames.RateAt(what, options.Rows)) is { } ratio) results.Add(fact, ratio);
    }

    private static async Task SeedAsync(ParhelionPeer server, int rows)
    {
        await using var database = new SqliteDatabase(Path.Combine(server.DataDirectory, "parhelion.db"), Durability.Os, TimeProvider.System);
        for (var done = 0; done < rows; done += RowsPerCommit)
        {
            var batch = Math.Min(RowsPerCommit, rows - done);
            await database.WriteAsync(
                async session =>
                {
                    for (var i = 0; i < batch; i++) await AttachmentTable.InsertAsync(session, Row(server.AppId));
                    return true;
                },
                CancellationToken.None);
        }
    }

    private static AttachmentRow Row(string appId) => new()
    {
        Key = BlobKey.New(),
        Id = ObjectId.New(TimeProvider.System),
        AppId = appId,
        FileName = "photo.png",
        MediaType = "image/png",
        Size = Sizes.Small,
        Sha256 = RandomNumberGenerator.GetBytes(32),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()),
    };

    private async Task<string> ListAsync(string name, IReadOnlyList<string> paths)
    {
        var file = Path.Combine(directory, $"{name}.txt");
        await File.WriteAllLinesAsync(file, paths);
        return file;
    }

    /// <summary>A server, how many attachments it has, and the file with the paths of those that are read.</summary>
    private sealed record Grown(ParhelionPeer Server, int At, string List);
}
