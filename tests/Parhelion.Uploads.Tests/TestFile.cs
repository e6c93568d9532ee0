using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Parhelion.Uploads.Tests;

/// <summary>A file of text that is different at each place, so that bytes that moved are noticed.</summary>
internal sealed class TestFile : IDisposable
{
    private const int Line = 32;

    private TestFile(string path, byte[] bytes) => (Path, Sha256, Size) = (path, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);

    public string Path { get; }

    public string Sha256 { get; }

    public int Size { get; }

    public static async Task<TestFile> CreateAsync(int size)
    {
        var bytes = new byte[size];
        var mark = Random.Shared.NextInt64(1L << 52);
        for (var i = 0; i < size; i += Line)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{mark:x13} {i:x16}\r\n");
            Encoding.ASCII.GetBytes(line).AsSpan(0, Math.Min(Line, size - i)).CopyTo(bytes.AsSpan(i));
        }

        var path = System.IO.Path.Combine(Directory.CreateTempSubdirectory("parhelion-file-").FullName, "film.txt");
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        return new TestFile(path, bytes);
    }

    /// <summary>Downloads what was stored and compares it.</summary>
    public async Task AssertStoredAsync(HttpClient client, Uri node, string? mediaUrl)
    {
        Assert.NotNull(mediaUrl);
        await using var stored = await client.GetStreamAsync(new Uri(node, new Uri(mediaUrl).AbsolutePath), TestContext.Current.CancellationToken);
        Assert.Equal(Sha256, Convert.ToHexStringLower(await SHA256.HashDataAsync(stored, TestContext.Current.CancellationToken)));
    }

    public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
}
