using System.Diagnostics;
using System.Net;
using System.Text;

namespace Parhelion.Server.Tests.Faults;

/// <summary>A disk that is full: a clear refusal, reads go on, and all is well when there is space again.</summary>
public sealed class DiskFullTests : IDisposable
{
    private readonly string mount = Directory.CreateTempSubdirectory("parhelion-full-").FullName;

    public void Dispose()
    {
        Run("umount", "-l", mount);
        Directory.Delete(mount, recursive: true);
    }

    [Fact]
    public async Task Full_disk_refuses_uploads_and_recovers()
    {
        if (Run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", mount) != 0) Parhelion.Tests.Engines.Missing("mounting a small disk needs root");
        var directory = Path.Combine(mount, "data");
        await using var server = await ServerProcess.StartAsync(directory);
        var (_, small) = await server.UploadAsync(new ByteArrayContent("kept"u8.ToArray()), "a.txt");

        var (tooLarge, _) = await server.UploadAsync(new ByteArrayContent(Encoding.ASCII.GetBytes(new string('x', 20_000_000))), "b.txt");

        Assert.Equal(507, tooLarge);
        await Uploads.WaitAsync(() => Directory.GetFiles(Path.Combine(directory, "staging")).Length == 0, () => "A staged file is left.");
        Assert.Equal("kept", await server.Client.GetStringAsync(small, TestContext.Current.CancellationToken));

        Fill(Path.Combine(mount, "ballast"));
        var (full, _) = await server.UploadAsync(new ByteArrayContent(Encoding.ASCII.GetBytes(new string('x', 100_000))), "c.txt");
        var removal = await server.RemoveAsync(small!);
        Assert.Contains(full, (int[])[507, 503]);
        Assert.Contains(removal, (int[])[200, 507, 503]);
        using (var served = await server.Client.GetAsync(small, TestContext.Current.CancellationToken))
        {
            Assert.Equal(removal == 200 ? HttpStatusCode.NotFound : HttpStatusCode.OK, served.StatusCode);
        }

        File.Delete(Path.Combine(mount, "ballast"));
        var (status, path) = await server.UploadAsync(new ByteArrayContent("again"u8.ToArray()), "d.txt");
        Assert.Equal(201, status);
        Assert.Equal("again", await server.Client.GetStringAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(200, await server.RemoveAsync(path!));
        var verified = await ServerProcess.VerifyAsync(directory, "--bytes");
        Assert.True(verified.ExitCode == 0, verified.Output);
    }

    private static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true) stream.Write(block);
        }
        catch (IOException)
        {
            // Full, to the last page.
        }
    }

    private static int Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
