using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>Unfinished uploads hold no memory between their requests, and those under way hold little.</summary>
[Collection(nameof(MemoryTests))]
public sealed class UploadMemoryTests : IDisposable
{
    private const long MB = 1_000_000;
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-upload-memory-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Thousand_unfinished_uploads_take_no_memory()
    {
        await using var server = await ServerProcess.StartAsync(directory, "Durability=Os", "Uploads:MaxOpen=2000");
        var piece = UploadRequests.Text(100_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => BeginAsync(server, piece, 25)));
        var before = server.Memory("VmRSS");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => BeginAsync(server, piece, 125)));

        var after = server.Memory("VmRSS");
        TestContext.Current.TestOutputHelper!.WriteLine($"{(after - before) / 1000} KB above {before / MB} MB");
        // Each has 100 KB, so that keeping their bytes would take 100 MB, and 24 KB each of anything would be seen.
        Assert.InRange(after - before, long.MinValue, 24 * MB);
    }

    private static async Task BeginAsync(ServerProcess server, byte[] piece, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var created = await UploadRequests.TusAsync(
                server.Client, "POST", $"/v2/apps/{server.AppId}/attachments?access=public", piece, ("Upload-Length", "1000000"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));
            Assert.Equal((201, "100000"), ((int)created.StatusCode, UploadRequests.HeaderOf(created, "Upload-Offset")));
        }
    }
}
