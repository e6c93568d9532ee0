using System.Security.Cryptography;
using System.Text;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests.Belonging;

/// <summary>A data directory that three servers have used one after the other. The first two came to their end, the third was killed, so that its log is
/// there. All blobs are two hours old. Tests work on copies.</summary>
public sealed class UsedFolder : IAsyncLifetime
{
    public const int Files = 60;

    private readonly string root = Directory.CreateTempSubdirectory("parhelion-used-").FullName;

    private string Original => Path.Combine(root, "original");

    /// <summary>The database as the first server has left it, without a log.</summary>
    public string OlderDatabase => Path.Combine(root, "older.db");

    /// <summary>Paths of the files that were uploaded.</summary>
    public List<string> Paths { get; } = [];

    public async ValueTask InitializeAsync()
    {
        await UploadAsync(stops: true);
        File.Copy(Path.Combine(Original, "parhelion.db"), OlderDatabase);
        await UploadAsync(stops: true);
        await UploadAsync(stops: false);
        foreach (var file in BlobsOf(Original)) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-2));
    }

    /// <summary>A copy of the folder.</summary>
    public string Copy()
    {
        var copy = Path.Combine(root, Guid.NewGuid().ToString("N"));
        foreach (var file in Directory.GetFiles(Original, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Original, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
            File.SetLastWriteTimeUtc(target, File.GetLastWriteTimeUtc(file));
        }

        return copy;
    }

    /// <summary>Blobs at their place.</summary>
    public static string[] BlobsOf(string directory) =>
        [.. Directory.GetFiles(Path.Combine(directory, "blobs"), "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "installation")];

    /// <summary>Blobs in the quarantine.</summary>
    public static string[] QuarantineOf(string directory)
    {
        var quarantine = Path.Combine(directory, "quarantine");
        return Directory.Exists(quarantine) ? Directory.GetFiles(quarantine, "*", SearchOption.AllDirectories) : [];
    }

    /// <summary>Hashes of the database and its log, to see that nothing has changed.</summary>
    public static string[] DatabaseOf(string directory) =>
        [.. ((string[])["parhelion.db", "parhelion.db-wal"]).Select(name => Path.Combine(directory, name)).Where(file => File.Exists(file) && new FileInfo(file).Length > 0)
            .Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))))];

    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return default;
    }

    private async Task UploadAsync(bool stops)
    {
        await using var reader = stops ? null : await LogKeeper.ReadAsync(Original);
        await using var server = await ServerProcess.StartAsync(Original, BlobFiles.Setting);
        for (var i = 0; i < Files / 3; i++)
        {
            var (status, path) = await server.UploadAsync(new ByteArrayContent(Encoding.ASCII.GetBytes($"file {Paths.Count}")), "a.txt");
            Assert.Equal(201, status);
            Paths.Add(path!);
        }

        if (stops) server.Terminate();
        else server.Kill();
        await server.ExitAsync();
    }
}
