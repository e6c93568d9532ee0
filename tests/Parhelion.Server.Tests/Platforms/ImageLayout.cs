using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Parhelion.Server.Tests.Platforms;

/// <summary>What is in an OCI archive with one image.</summary>
internal sealed class ImageLayout : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-layout-").FullName;

    public ImageLayout(string archive)
    {
        TarFile.ExtractToDirectory(archive, directory, overwriteFiles: false);
        var manifest = Read(BlobFile(Read(Path.Combine(directory, "index.json")).GetProperty("manifests")[0]));
        Config = Read(BlobFile(manifest.GetProperty("config")));
        Files = [.. manifest.GetProperty("layers").EnumerateArray().SelectMany(layer => EntriesOf(BlobFile(layer)))];
    }

    /// <summary>The configuration of the image.</summary>
    public JsonElement Config { get; }

    /// <summary>The files of all layers.</summary>
    public IReadOnlyList<(string Name, TarEntryType EntryType, int Uid, int Gid, UnixFileMode Mode, long Length)> Files { get; }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static IEnumerable<(string Name, TarEntryType EntryType, int Uid, int Gid, UnixFileMode Mode, long Length)> EntriesOf(string layer)
    {
        using var file = File.OpenRead(layer);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unpacked);
        while (tar.GetNextEntry() is { } entry) yield return (entry.Name.TrimStart('.', '/').TrimEnd('/'), entry.EntryType, entry.Uid, entry.Gid, entry.Mode, entry.Length);
    }

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;

    private string BlobFile(JsonElement descriptor) => Path.Combine(directory, "blobs", "sha256", descriptor.GetProperty("digest").GetString()!["sha256:".Length..]);
}
