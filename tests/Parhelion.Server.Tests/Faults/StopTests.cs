using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Parhelion.Server.Tests.Faults;

public sealed class StopTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-stop-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Upload_in_flight_finishes_when_the_server_is_told_to_stop()
    {
        string path;
        await using (var server = await ServerProcess.StartAsync(directory))
        {
            using var slow = new SlowContent([.. Uploads.Png, .. new byte[1_000_000]]);
            var upload = server.UploadAsync(slow, "a.png");
            await Uploads.WaitAsync(() => Uploads.Staged(directory).Length > 0, () => "The upload does not begin.");
            server.Terminate();
            await Uploads.WaitAsync(() => !IsListening(server.Url), () => "New connections are still taken.");
            slow.Finish();

            var (status, mediaPath) = await upload;
            Assert.True(status == 201, $"{status}: {server.Output}");
            path = mediaPath!;
            Assert.Equal(0, await server.ExitAsync());
        }

        await using var again = await ServerProcess.StartAsync(directory);
        using var served = await again.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.DoesNotContain("secret", again.Output, StringComparison.Ordinal);
    }

    private static bool IsListening(Uri url)
    {
        try
        {
            using var client = new TcpClient(url.Host, url.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private sealed class SlowContent : HttpContent
    {
        private readonly byte[] bytes;
        private readonly TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SlowContent(byte[] bytes)
        {
            this.bytes = bytes;
            Headers.ContentType = new MediaTypeHeaderValue("image/png");
        }

        public void Finish() => finish.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            await finish.Task;
            await stream.WriteAsync(bytes.AsMemory(bytes.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
