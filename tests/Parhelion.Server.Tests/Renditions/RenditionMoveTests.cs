using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Verbs;

namespace Parhelion.Server.Tests.Renditions;

/// <summary>Backups and moves leave renditions out: the server makes them again, and nothing of the old ones stays behind.</summary>
public sealed class RenditionMoveTests : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("parhelion-renditions-").FullName;
    private Home home = null!;

    private string Backup => Path.Combine(root, "backup");

    public async ValueTask InitializeAsync() => home = await Home.OpenAsync(HomeKind.SqliteDisk);

    public async ValueTask DisposeAsync()
    {
        await home.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Restored_backup_makes_them_again_and_keeps_nothing_of_the_old_ones()
    {
        var url = await FillAsync();
        await RunAsync(["backup", Backup, $"--Parhelion:DataDirectory={home.Directory}"]);
        var copied = Directory.GetFiles(Path.Combine(Backup, "blobs"), "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "installation");
        Assert.Equal(RenditionServer.KeyOf(url).Value, Path.GetFileName(Assert.Single(copied)));

        await RunAsync(["restore", Backup, $"--Parhelion:DataDirectory={home.Directory}"]);

        // Not even in the quarantine: a deletion of the original could not erase it there.
        var stored = Directory.GetFiles(home.Directory, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Where(name => Core.Blobs.BlobKey.TryParse(name, out _));
        Assert.Equal([RenditionServer.KeyOf(url).Value], stored);
        await ServeAgainAsync(home.Directory, url);
    }

    [Fact]
    public async Task Moved_installation_makes_them_again()
    {
        var url = await FillAsync();
        var target = Path.Combine(root, "new");

        await RunAsync(["migrate", $"--Parhelion:DataDirectory={home.Directory}", $"--To:DataDirectory={target}"]);

        await RunAsync(["verify", "--bytes", $"--Parhelion:DataDirectory={target}"]);
        await ServeAgainAsync(target, url);
    }

    private static async Task RunAsync(string[] arguments)
    {
        var run = await VerbRun.OfAsync(arguments);
        Assert.True(run.ExitCode == 0, run.ToString());
    }

    private async Task<string> FillAsync()
    {
        await using var server = await RenditionServer.StartAsync(home, BlobFiles.Setting);
        var url = await server.UploadAsync("moved");
        await server.BytesAsync($"{url}?rendition=preview");
        return url;
    }

    private static async Task ServeAgainAsync(string directory, string url)
    {
        await using var server = await RenditionServer.StartAsync(options => options.DataDirectory = directory, new FakeRenderer());
        Assert.Equal(0, await server.AskAsync("SELECT COUNT(*) FROM renditions"));
        // Pages can show it before the first picture is made again.
        Assert.Equal(1, await server.AskAsync("SELECT COUNT(*) FROM rendition_states WHERE placeholder IS NOT NULL"));
        Assert.Equal(server.Renderer.Picture(RenditionServer.Png("moved"), "preview", side: 1280), await server.BytesAsync($"{url}?rendition=preview"));
        Assert.Equal(1, server.Renderer.Count);
    }
}
