using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Parhelion.Server.Tests.Faults;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Upgrades;

/// <summary>This server starts on data directories that the servers of released versions wrote. README.md in this folder tells how they were made.</summary>
public sealed class ReleasedDataTests : IDisposable
{
    private static readonly string Archives = Path.Combine(Repository.Root, "tests", "Parhelion.Server.Tests", "Upgrades");

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-upgrade-").FullName;

    public static TheoryData<string> Versions => [.. Directory.EnumerateFiles(Archives, "*.tar.gz").Select(file => Path.GetFileName(file)[..^".tar.gz".Length])];

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Everything_that_an_earlier_version_stored_is_there(string version)
    {
        var data = Unpack(version);
        using var expected = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "expected.json"), TestContext.Current.CancellationToken));
        await using (var server = await ServerProcess.StartAsync(data))
        {
            foreach (var file in expected.RootElement.GetProperty("files").EnumerateArray()) await AssertServedAsync(server, file);
            using var removed = await server.Client.GetAsync(expected.RootElement.GetProperty("removed").GetString(), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, removed.StatusCode);
            await AssertListsAsync(server, expected.RootElement);

            // The rows of old and new servers obey the same rules.
            var (status, path) = await server.UploadAsync(new StringContent("new"), "new.txt");
            Assert.Equal(201, status);
            Assert.Equal(200, await server.RemoveAsync(path!));
            var old = expected.RootElement.GetProperty("files").EnumerateArray().First(file => file.GetProperty("status").GetInt32() == 200).GetProperty("path").GetString()!;
            Assert.Equal(200, await server.RemoveAsync(old));
            using var gone = await server.Client.GetAsync(old, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
            server.Terminate();
            Assert.Equal(0, await server.ExitAsync());
            Assert.DoesNotContain("fail:", server.Output, StringComparison.Ordinal);
        }

        var (exitCode, output) = await ServerProcess.VerifyAsync(data, "--bytes");
        Assert.True(exitCode == 0, output);
    }

    private static async Task AssertServedAsync(ServerProcess server, JsonElement file)
    {
        using var client = new HttpClient { BaseAddress = server.Url };
        using var response = await client.GetAsync(file.GetProperty("path").GetString(), TestContext.Current.CancellationToken);
        Assert.Equal(file.GetProperty("status").GetInt32(), (int)response.StatusCode);
        // What is private is read with the key.
        var bytes = await server.Client.GetByteArrayAsync(file.GetProperty("path").GetString(), TestContext.Current.CancellationToken);
        Assert.Equal(file.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static async Task AssertListsAsync(ServerProcess server, JsonElement expected)
    {
        foreach (var list in expected.GetProperty("lists").EnumerateArray())
        {
            using var page = JsonDocument.Parse(await server.Client.GetStringAsync(list.GetProperty("path").GetString(), TestContext.Current.CancellationToken));
            Assert.Equal(list.GetProperty("count").GetInt32(), page.RootElement.GetProperty(list.GetProperty("name").GetString()!).GetArrayLength());
        }
    }

    // data/ and expected.json.
    private string Unpack(string version)
    {
        using var archive = new GZipStream(File.OpenRead(Path.Combine(Archives, $"{version}.tar.gz")), CompressionMode.Decompress);
        TarFile.ExtractToDirectory(archive, directory, overwriteFiles: false);
        return Path.Combine(directory, "data");
    }
}
