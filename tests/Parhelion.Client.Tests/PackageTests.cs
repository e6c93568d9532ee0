using System.IO.Compression;
using Parhelion.Tests;

namespace Parhelion.Client.Tests;

/// <summary>The packages hold what a user needs.</summary>
public sealed class PackageTests
{
    [Theory]
    [InlineData("Parhelion.Protocol", "lib/net10.0/Parhelion.Protocol")]
    [InlineData("Parhelion.Client", "lib/net10.0/Parhelion.Client")]
    [InlineData("Parhelion.Client", "lib/net8.0/Parhelion.Client")]
    [InlineData("Parhelion.Testing", "lib/net10.0/Parhelion.Testing")]
    [InlineData("Parhelion.Cli", "tools/net10.0/any/parhelion")]
    public async Task A_package_has_a_page_documentation_and_symbols(string project, string assembly)
    {
        var folder = Directory.CreateTempSubdirectory("parhelion-pack-").FullName;
        try
        {
            using var alone = await Repository.LockObjAsync(TestContext.Current.CancellationToken);
            await Programs.Start(
                "dotnet", "pack", Path.Combine(Repository.Root, "src", project), "--configuration", "Release", "--no-build", "--output", folder, "--nologo").RunAsync();
            var package = Names(Assert.Single(Directory.EnumerateFiles(folder, "*.nupkg")));
            var symbols = Names(Assert.Single(Directory.EnumerateFiles(folder, "*.snupkg")));

            Assert.Contains("README.md", package);
            Assert.Contains($"{assembly}.dll", package);
            if (project != "Parhelion.Cli") Assert.Contains($"{assembly}.xml", package);
            Assert.Contains($"{assembly}.pdb", symbols);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> Names(string archive)
    {
        using var zip = ZipFile.OpenRead(archive);
        return [.. zip.Entries.Select(entry => entry.FullName)];
    }
}
