using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Parhelion.Packages.Tests.Packages;
using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Release;

/// <summary>The files of a release are complete, and not larger than they should be. A normal run builds those for linux-x64; with PARHELION_TEST_ALL=1
/// everything is built, twice.</summary>
[Collection(nameof(PackageFeed))]
public sealed class ArtifactTests(PackageFeed feed)
{
    private const int MaxServerBytes = 60_000_000;
    private const int MaxImageBytes = 120_000_000;
    private const int MaxCliBytes = 12_000_000;

    // With the runtime of .NET, where this machine cannot make native code. The runtime alone takes 10 MB, on Linux 12.
    private const int MaxCliWithRuntimeBytes = 14_000_000;
    private const int MaxLinuxCliWithRuntimeBytes = 15_000_000;

    [Fact]
    public async Task The_files_for_this_system_are_complete() => await AssertCompleteAsync(await feed.ReleaseAsync(), ["linux-x64"], nativeCli: "");

    // The same commit gives the same bytes, in whatever folder it is built.
    [Fact]
    public async Task The_files_for_all_systems_are_complete_and_the_same_in_two_builds()
    {
        if (!Sampling.IsWhole) return;
        Engines.Require("clang");
        var folder = feed.NewFolder("twice");

        await feed.RunAsync(Repository.Root, Path.Combine(Repository.Root, "run"), "release", "--check", "--output", folder);

        await AssertCompleteAsync(folder, ["linux-x64", "linux-arm64", "win-x64", "osx-arm64"], nativeCli: "linux-x64");
        // ImageTests of the server run the image.
        Assert.All((string[])["linux-x64", "linux-arm64"], system => Assert.InRange(new FileInfo(Path.Combine(folder, $"parhelion-{PackageFeed.Version}-{system}.oci.tar")).Length, 1, MaxImageBytes));
    }

    private static async Task AssertCompleteAsync(string folder, string[] systems, string nativeCli)
    {
        var sums = await File.ReadAllLinesAsync(Path.Combine(folder, "SHA256SUMS"), TestContext.Current.CancellationToken);
        Assert.Equal(Directory.EnumerateFiles(folder).Select(Path.GetFileName).Where(name => name != "SHA256SUMS").Order(StringComparer.Ordinal), sums.Select(line => line[66..]).Order(StringComparer.Ordinal));
        Assert.All(sums, line => Assert.Equal(line[..64], Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, line[66..]))))));
        // The version is in one place, and everything has it.
        Assert.All(sums.Select(line => line[66..]).Where(name => name != "THIRD-PARTY-NOTICES.txt"), name => Assert.Contains(PackageFeed.Version, name, StringComparison.Ordinal));
        foreach (var program in (string[])["server", "cli"]) await AssertBillAsync(folder, program);
        foreach (var system in systems)
        {
            AssertServer(Archive(folder, "server", system), system);
            var maxCliBytes = system == nativeCli ? MaxCliBytes : system.StartsWith("linux-", StringComparison.Ordinal) ? MaxLinuxCliWithRuntimeBytes : MaxCliWithRuntimeBytes;
            AssertCli(Archive(folder, "cli", system), system, maxCliBytes);
        }
    }

    private static void AssertServer(Dictionary<string, byte[]> files, string system)
    {
        var (program, library) = system switch
        {
            "win-x64" => ("parhelion-server.exe", "e_sqlite3.dll"),
            "osx-arm64" => ("parhelion-server", "libe_sqlite3.dylib"),
            _ => ("parhelion-server", "libe_sqlite3.so"),
        };
        Assert.Equal(new[] { "LICENSE.txt", "THIRD-PARTY-NOTICES.txt", library, program }.Order(StringComparer.Ordinal), files.Keys.Order(StringComparer.Ordinal));
        AssertMachine(files[program], system);
        AssertMachine(files[library], system);
        Assert.InRange(files[program].Length, 1, MaxServerBytes);
    }

    private static void AssertCli(Dictionary<string, byte[]> files, string system, int maxBytes)
    {
        var program = system == "win-x64" ? "parhelion.exe" : "parhelion";
        Assert.Equal(new[] { "LICENSE.txt", "THIRD-PARTY-NOTICES.txt", program }.Order(StringComparer.Ordinal), files.Keys.Order(StringComparer.Ordinal));
        AssertMachine(files[program], system);
        Assert.InRange(files[program].Length, 1, maxBytes);
    }

    // The header of an ELF, PE or Mach-O file names the processor.
    private static void AssertMachine(byte[] file, string system)
    {
        switch (system)
        {
            case "win-x64":
                Assert.Equal("MZ"u8, file.AsSpan(0, 2));
                Assert.Equal(0x8664, BitConverter.ToUInt16(file, BitConverter.ToInt32(file, 0x3c) + 4));
                break;
            case "osx-arm64":
                Assert.Equal(0xfeedfacf, BitConverter.ToUInt32(file, 0));
                Assert.Equal(0x0100000c, BitConverter.ToInt32(file, 4));
                break;
            default:
                Assert.Equal("\u007fELF"u8, file.AsSpan(0, 4));
                Assert.Equal(system == "linux-arm64" ? 0xb7 : 0x3e, BitConverter.ToUInt16(file, 18));
                break;
        }
    }

    // Every assembly that the server was built with is of a component with a licence.
    private static async Task AssertBillAsync(string folder, string program)
    {
        using var bill = JsonDocument.Parse(await File.ReadAllTextAsync(Directory.GetFiles(folder, $"parhelion-{program}-*.cdx.json").Single(), TestContext.Current.CancellationToken));
        var components = bill.RootElement.GetProperty("components").EnumerateArray().ToDictionary(component => component.GetProperty("name").GetString()!, StringComparer.OrdinalIgnoreCase);
        Assert.All(components.Values, component => Assert.NotEqual(0, component.GetProperty("licenses").GetArrayLength()));
        Assert.Contains("Microsoft.NETCore.App.Runtime.linux-x64", components.Keys);
        if (program != "server") return;
        var built = Directory.EnumerateFiles(Path.GetDirectoryName(EphemeralServer)!, "*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(name => !name!.StartsWith("Parhelion.", StringComparison.Ordinal));
        // SQLitePCLRaw.batteries_v2 is the assembly of its bundle.
        Assert.All(built, name => Assert.True(components.ContainsKey(name!) || name == "SQLitePCLRaw.batteries_v2", $"{name} is not in the bill of materials."));
        var notices = await File.ReadAllTextAsync(Path.Combine(folder, "THIRD-PARTY-NOTICES.txt"), TestContext.Current.CancellationToken);
        Assert.All(components.Keys, name => Assert.Contains($"\n{name} ", notices, StringComparison.Ordinal));
    }

    private static string EphemeralServer => Ephemeral.EphemeralProcess.Command[1];

    // The files of an archive by their names, without its only folder.
    private static Dictionary<string, byte[]> Archive(string folder, string program, string system)
    {
        var file = Directory.GetFiles(folder, $"parhelion-{program}-*-{system}.*").Single();
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (system == "win-x64")
        {
            using var zip = ZipFile.OpenRead(file);
            foreach (var entry in zip.Entries) files[entry.Name] = Read(entry.Open());
        }
        else
        {
            using var tar = new TarReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry) files[Path.GetFileName(entry.Name)] = Read(entry.DataStream!);
        }

        return files;
    }

    private static byte[] Read(Stream stream)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
