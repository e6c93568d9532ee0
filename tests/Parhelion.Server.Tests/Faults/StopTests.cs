using System.Net;
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
}
