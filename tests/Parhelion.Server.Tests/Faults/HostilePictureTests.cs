using System.Net;
using System.Net.Sockets;
using Parhelion.Rendering.Tests;

namespace Parhelion.Server.Tests.Faults;

/// <summary>Files that attack their decoder cost the server no memory, and have it read nothing else. Alone on the machine, so that nothing else is measured.</summary>
[Collection(nameof(MemoryTests))]
public sealed class HostilePictureTests : IDisposable
{
    private const long MB = 1_000_000;

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-hostile-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Hostile_files_pass_through_little_memory_and_open_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var server = await ServerProcess.StartAsync(directory, [.. StoredPictures.Settings, "Durability=Os", "Images:Eager=false", "Images:TimeoutSeconds=1", "Images:Workers=1"]);
        var random = new Random(1);
        for (var warm = 0; warm < 20; warm++)
        {
            var (status, path) = await server.UploadAsync(new ByteArrayContent([.. StoredPictures.Next(random), .. new byte[2_000_000]]), "warm.png");
            Assert.Equal(201, status);
            Assert.True(await StoredPictures.IsServedAsync(server.Client, path!));
        }

        var files = Hostile.Files($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/x.png").ToList();
        server.ResetPeak();
        var before = server.Memory("VmRSS");
        var kept = new List<string>();
        foreach (var (name, content) in files)
        {
            var (status, path) = await server.UploadAsync(new ByteArrayContent(content), name);
            // The checks of an upload refuse some of them.
            if (status != 201) continue;
            kept.Add(name);
            var isServed = await StoredPictures.IsServedAsync(server.Client, path!);
            if (name is "bomb.png" or "laughs.svg" or "terabytes.mp4") Assert.False(isServed, name);
        }

        var peak = server.Memory("VmHWM");
        TestContext.Current.TestOutputHelper!.WriteLine($"{(peak - before) / MB} MB above {before / MB} MB with {string.Join(", ", kept)}");
        Assert.True(kept.Count > files.Count / 2, $"Only {string.Join(", ", kept)} were accepted.");
        Assert.InRange(peak - before, long.MinValue, 20 * MB);
        Assert.False(listener.Pending());
        var (last, picture) = await server.UploadAsync(new ByteArrayContent(StoredPictures.Next(random)), "after.png");
        Assert.Equal(201, last);
        Assert.True(await StoredPictures.IsServedAsync(server.Client, picture!));
    }
}
