using System.Net.Sockets;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests.Resumable;

/// <summary><c>kill -9</c> in the middle of a PATCH: an offset that was told is never taken back, and the upload goes on.</summary>
public sealed class UploadCrashTests : IDisposable
{
    private const int Size = 50_000_000;

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-upload-crash-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Upload_goes_on_after_each_kill()
    {
        var file = UploadRequests.Text(Size);
        string? path = null;
        var told = 0L;
        for (var round = 0; round < 4; round++)
        {
            await using var server = await ServerProcess.StartAsync(directory);
            path ??= await CreateAsync(server);
            var url = new Uri(server.Url, path).AbsoluteUri;
            var offset = await UploadRequests.OffsetAsync(server.Client, url);
            Assert.InRange(offset, told, Size);
            told = offset;
            if (round == 3)
            {
                using var last = await UploadRequests.TusAsync(server.Client, "PATCH", url, file[(int)offset..], ("Upload-Offset", $"{offset}"));
                Assert.Equal(204, (int)last.StatusCode);
                Assert.Equal(file, await server.Client.GetByteArrayAsync(new Uri(server.Url, new Uri(UploadRequests.HeaderOf(last, "Upload-Media-Url")!).AbsolutePath), TestContext.Current.CancellationToken));
                break;
            }

            // After 16 MiB the first 8 MiB are flushed and recorded, whatever the disk does. The third is mostly killed with bytes that were never told.
            await SendAsync(server, url, file, (int)offset, round < 2 ? 18_000_000 : 11_000_000);
            server.Kill();
        }

        Assert.True(told >= 16 << 20, "Nothing was kept: the kill hit nothing.");
        var verified = await ServerProcess.VerifyAsync(directory);
        Assert.True(verified.ExitCode == 0, verified.Output);
        Assert.Empty(Directory.GetFiles(Path.Combine(directory, "partial")));
    }

    private static async Task<string> CreateAsync(ServerProcess server)
    {
        using var created = await UploadRequests.TusAsync(
            server.Client, "POST", $"/v2/apps/{server.AppId}/attachments?access=public", null, ("Upload-Length", $"{Size}"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));
        Assert.Equal(201, (int)created.StatusCode);
        return created.Headers.Location!.AbsolutePath;
    }

    private async Task SendAsync(ServerProcess server, string url, byte[] file, int offset, int count)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Url.Host, server.Url.Port, TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(UploadRequests.PatchHead(url, offset, Size - offset), TestContext.Current.CancellationToken);
        await stream.WriteAsync(file.AsMemory(offset, count), TestContext.Current.CancellationToken);
        // Up to 9.7 MB behind the offset may be left from the request before. The last 128 KiB may be in a buffer.
        await Uploads.WaitAsync(() => Written() >= offset + count - 200_000, () => "The bytes do not arrive.");
    }

    private long Written() => Directory.GetFiles(Path.Combine(directory, "partial")).Sum(file => new FileInfo(file).Length);
}
