using Parhelion.Core.Blobs;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>A disk that fails under a resumable upload: nothing is told that is not flushed, nothing is lost that was told, and the log names no upload.</summary>
public sealed class UploadDiskFaultTests : IDisposable
{
    private const int Told = 900;

    private static readonly byte[] Bytes = UploadRequests.Text(1000);

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-upload-disk-").FullName;
    private readonly FailingDisk disk;

    public UploadDiskFaultTests() => disk = new FailingDisk(directory);

    public void Dispose()
    {
        disk.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Bytes_that_are_not_flushed_are_not_told(int flushedBefore)
    {
        // The file, then the folder that has its name.
        await using var server = await StartAsync();
        var path = await CreateAsync(server);
        disk.Fail(new FaultRule("fsync", "/partial", Skip: flushedBefore));

        Assert.Equal(503, await AppendAsync(server, path, 0, Told));

        Assert.Single(disk.Hits);
        Assert.Equal(0, await OffsetAsync(server, path));
        Assert.Equal(204, await AppendAsync(server, path, 0, Told));
        await AssertCompletesAsync(server, path);
    }

    // The folder of the first byte of the key, before the file gets its name, and the folder of the second one, afterwards. The readiness check flushes only
    // their parent.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Upload_whose_name_is_not_flushed_is_not_complete_and_keeps_what_was_told(int depth)
    {
        string path;
        await using (var server = await StartAsync())
        {
            path = await CreateAsync(server);
            Assert.Equal(204, await AppendAsync(server, path, 0, Told));
            var folder = Path.GetDirectoryName(BlobNames.Of(KeyOfUpload(), directory + "/"))!;
            disk.Fail(new FaultRule("fsync", depth == 1 ? Path.GetDirectoryName(folder)! : folder));

            Assert.Equal(503, await AppendAsync(server, path, Told, Bytes.Length));

            Assert.Single(disk.Hits);
            using var result = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(409, (int)result.StatusCode);
            Assert.Equal(Told, await OffsetAsync(server, path));
            server.Kill();
        }

        disk.Heal();
        await using var after = await StartAsync();
        Assert.Equal(Told, await OffsetAsync(after, path));
        await AssertCompletesAsync(after, path);
    }

    [Fact]
    public async Task Lost_upload_is_logged_once_and_nothing_that_gives_access()
    {
        await using var server = await StartAsync();
        var path = await CreateAsync(server);
        Assert.Equal(204, await AppendAsync(server, path, 0, Told));
        var key = KeyOfUpload();
        File.Delete(Path.Combine(directory, "partial", key.Value));

        Assert.Equal(410, await AppendAsync(server, path, Told, Bytes.Length));
        Assert.Equal(410, await AppendAsync(server, path, Told, Bytes.Length));

        await Uploads.WaitAsync(() => server.Output.Contains("The store has lost bytes of a resumable upload", StringComparison.Ordinal), () => server.Output);
        server.Terminate();
        await server.ExitAsync();
        var output = server.Output;
        Assert.Equal(2, output.Split("The store has lost bytes of a resumable upload").Length);
        Assert.DoesNotContain(key.Value, output, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetFileName(path), output, StringComparison.Ordinal);
        Assert.True(BlobKey.TryParse(Path.GetFileName(path), out _), path);
    }

    private Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(directory, disk.Environment);

    private BlobKey KeyOfUpload() => BlobKey.Parse(Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(directory, "partial")))));

    // The path of a new upload. A server that was started again has another port.
    private static async Task<string> CreateAsync(ServerProcess server)
    {
        using var created = await UploadRequests.TusAsync(
            server.Client, "POST", $"/v2/apps/{server.AppId}/attachments?access=public", null, ("Upload-Length", $"{Bytes.Length}"), ("Upload-Metadata", UploadRequests.Metadata("private-name.txt")));
        Assert.Equal(201, (int)created.StatusCode);
        return created.Headers.Location!.AbsolutePath;
    }

    private static async Task<int> AppendAsync(ServerProcess server, string path, int begin, int end)
    {
        using var response = await UploadRequests.TusAsync(server.Client, "PATCH", path, Bytes[begin..end], ("Upload-Offset", $"{begin}"));
        return (int)response.StatusCode;
    }

    private static async Task<int> OffsetAsync(ServerProcess server, string path)
    {
        using var response = await UploadRequests.TusAsync(server.Client, "HEAD", path, null);
        Assert.Equal(200, (int)response.StatusCode);
        return int.Parse(UploadRequests.HeaderOf(response, "Upload-Offset")!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task AssertCompletesAsync(ServerProcess server, string path)
    {
        using var response = await UploadRequests.TusAsync(server.Client, "PATCH", path, Bytes[Told..], ("Upload-Offset", $"{Told}"));
        Assert.Equal(204, (int)response.StatusCode);
        var mediaPath = new Uri(UploadRequests.HeaderOf(response, "Upload-Media-Url")!).AbsolutePath;
        Assert.Equal(Bytes, await server.Client.GetByteArrayAsync(mediaPath, TestContext.Current.CancellationToken));
    }
}
