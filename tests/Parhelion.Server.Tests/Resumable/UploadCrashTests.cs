using System.Net.Sockets;
using System.Text;
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
            if (round == 3)
            {
                using var last = await UploadRequests.TusAsync(server.Client, "PATCH", url, file[(int)offset..], ("Upload-Offset", $"{offset}"));
                Assert.Equal(204, (int)last.StatusCode);
                Assert.Equal(file, await server.Client.GetByteArrayAsync(new Uri(server.Url, new Uri(UploadRequests.HeaderOf(last, "Upload-Media-Url")!).AbsolutePath), TestContext.Current.CancellationToken));
                break;
            }

            // The first two are killed when an offset was told, the third with bytes that were never told.
            told = await SendAsync(server, url, file, (int)offset, round < 2 ? 18_000_000 : 4_000_000);
            server.Kill();
        }

        Assert.InRange(told, 2 << 23, Size);
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

    // Returns the last offset that the server told.
    private async Task<long> SendAsync(ServerProcess server, string url, byte[] file, int offset, int count)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Url.Host, server.Url.Port, TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var head = $"PATCH {new Uri(url).AbsolutePath} HTTP/1.1\r\nHost: x\r\nContent-Type: {UploadRequests.PartialType}\r\nUpload-Complete: ?0\r\nUpload-Offset: {offset}\r\nContent-Length: {Size - offset}\r\n\r\n";
        var before = Changed();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        await stream.WriteAsync(file.AsMemory(offset, count), TestContext.Current.CancellationToken);
        if (count > 16 << 20) return await ReadToldAsync(stream, file.AsMemory(offset + count));
        await Uploads.WaitAsync(() => Changed() != before, () => "The bytes do not arrive.");
        return offset;
    }

    // A checkpoint is told with the bytes that come after it, so some more are sent until it is.
    private static async Task<long> ReadToldAsync(Stream stream, ReadOnlyMemory<byte> more)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        for (var line = reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask(); more.Length > 0; more = more[1000..])
        {
            await stream.WriteAsync(more[..1000], TestContext.Current.CancellationToken);
            await Task.WhenAny(line, Task.Delay(10, TestContext.Current.CancellationToken));
            if (!line.IsCompleted) continue;
            if (await line is not { } text) break;
            if (text.StartsWith("Upload-Offset: ", StringComparison.Ordinal)) return long.Parse(text[15..], System.Globalization.CultureInfo.InvariantCulture);
            line = reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        }

        throw new EndOfStreamException("The server told no offset.");
    }

    // When the partial blob was written last.
    private DateTime Changed() => Directory.GetFiles(Path.Combine(directory, "partial")).Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max();
}
