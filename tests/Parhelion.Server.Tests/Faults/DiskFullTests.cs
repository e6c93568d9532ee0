using System.Net;
using System.Text;

namespace Parhelion.Server.Tests.Faults;

/// <summary>A disk that is full: a clear refusal, reads go on, and all is well when there is space again.</summary>
public sealed class DiskFullTests : IDisposable
{
    private readonly SmallDisk disk = new(megabytes: 12);

    public void Dispose() => disk.Dispose();

    [Fact]
    public async Task Full_disk_refuses_uploads_and_recovers()
    {
        var directory = disk.DataDirectory;
        await using var server = await ServerProcess.StartAsync(directory);
        var (_, small) = await server.UploadAsync(new ByteArrayContent("kept"u8.ToArray()), "a.txt");

        var (tooLarge, _) = await server.UploadAsync(new ByteArrayContent(Encoding.ASCII.GetBytes(new string('x', 20_000_000))), "b.txt");

        Assert.Equal(507, tooLarge);
        await Uploads.WaitAsync(() => Uploads.Staged(directory).Length == 0, () => "A staged file is left.");
        Assert.Equal("kept", await server.Client.GetStringAsync(small, TestContext.Current.CancellationToken));

        await disk.ReserveIsThereAsync();
        disk.Fill();
        var (full, _) = await server.UploadAsync(new ByteArrayContent(Encoding.ASCII.GetBytes(new string('x', 100_000))), "c.txt");
        var removal = await server.RemoveAsync(small!);
        Assert.Equal(507, full);
        Assert.Equal(200, removal);
        using (var served = await server.Client.GetAsync(small, TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.NotFound, served.StatusCode);
        }

        disk.Empty();
        var (status, path) = await server.UploadAsync(new ByteArrayContent("again"u8.ToArray()), "d.txt");
        Assert.Equal(201, status);
        Assert.Equal("again", await server.Client.GetStringAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(200, await server.RemoveAsync(path!));
        var verified = await ServerProcess.VerifyAsync(directory, "--bytes");
        Assert.True(verified.ExitCode == 0, verified.Output);
    }
}
