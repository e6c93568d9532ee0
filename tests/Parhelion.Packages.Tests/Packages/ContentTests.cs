using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Packages;

/// <summary>The packages have what a registry shows and a user needs, and nothing of the machine that made them.</summary>
[Collection(nameof(PackageFeed))]
public sealed class ContentTests(PackageFeed feed)
{
    public static TheoryData<string, string> Packages => new()
    {
        { "Parhelion.Protocol", "lib/net10.0/Parhelion.Protocol" },
        { "Parhelion.Client", "lib/net10.0/Parhelion.Client" },
        { "Parhelion.Client", "lib/net8.0/Parhelion.Client" },
        { "Parhelion.Testing", "lib/net10.0/Parhelion.Testing" },
        { "Parhelion.Cli", "tools/net10.0/any/parhelion" },
        { "Parhelion.Server", "tools/net10.0/any/Parhelion.Server" },
    };

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_has_its_page_icon_notes_documentation_and_symbols(string package, string assembly)
    {
        using var zip = ZipFile.OpenRead(feed.PathOf(package));
        using var symbols = ZipFile.OpenRead(feed.PathOf(package, "snupkg"));
        var names = zip.Entries.Select(entry => entry.FullName).ToList();
        var metadata = MetadataOf(zip);

        Assert.Contains($"{assembly}.dll", names);
        if (assembly.StartsWith("lib/", StringComparison.Ordinal)) Assert.Contains($"{assembly}.xml", names);
        Assert.Contains(symbols.Entries, entry => entry.FullName == $"{assembly}.pdb");
        Assert.Contains(metadata["readme"], names);
        Assert.Contains(metadata["icon"], names);
        Assert.Equal("Apache-2.0", metadata["license"]);
        Assert.Matches("^## ", metadata["releaseNotes"]);
        Assert.InRange(metadata["releaseNotes"].Length, 1, 35_000);
        Assert.InRange(metadata["description"].Length, 50, 300);
        // What contains the server has the library that makes pictures for four systems.
        Assert.InRange(new FileInfo(feed.PathOf(package)).Length, 1, package is "Parhelion.Server" or "Parhelion.Testing" ? 70_000_000 : 30_000_000);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Nothing_names_a_folder_of_this_machine(string package, string assembly)
    {
        using var zip = ZipFile.OpenRead(feed.PathOf(package));
        using var symbols = ZipFile.OpenRead(feed.PathOf(package, "snupkg"));
        foreach (var entry in zip.Entries.Concat(symbols.Entries).Where(entry => entry.Name.StartsWith("Parhelion", StringComparison.OrdinalIgnoreCase)))
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            Assert.False(bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Repository.Root)) >= 0, $"{entry.FullName} names {Repository.Root}.");
        }

        Assert.All(DocumentsOf(symbols, $"{assembly}.pdb"), document => Assert.StartsWith("/_/", document, StringComparison.Ordinal));
    }

    [Fact]
    public void Our_packages_name_exact_versions_of_each_other_and_few_others()
    {
        Assert.Equal([], DependenciesOf("Parhelion.Protocol"));
        Assert.Equal([], DependenciesOf("Parhelion.Cli"));
        Assert.Equal([], DependenciesOf("Parhelion.Server"));
        Assert.Equal([$"Parhelion.Client [{PackageFeed.Version}]"], DependenciesOf("Parhelion.Testing"));
        var client = DependenciesOf("Parhelion.Client");
        Assert.Contains($"Parhelion.Protocol [{PackageFeed.Version}]", client);
        Assert.All(client, dependency => Assert.Matches(@"^(Parhelion\.Protocol \[|Microsoft\.Extensions\.|Microsoft\.Bcl\.|System\.)", dependency));
    }

    // A type of ASP.NET Core must be the same on both sides of the load context.
    [Fact]
    public void The_server_in_the_testing_package_has_no_assembly_of_the_framework()
    {
        using var zip = ZipFile.OpenRead(feed.PathOf("Parhelion.Testing"));
        var server = zip.Entries.Where(entry => entry.FullName.StartsWith("server/", StringComparison.Ordinal)).Select(entry => entry.FullName["server/".Length..]).ToList();
        var frameworks = ((Type[])[typeof(object), typeof(WebApplication)]).Select(type => Path.GetDirectoryName(type.Assembly.Location)!)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll")).Select(Path.GetFileName).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.Contains("Parhelion.Server.dll", server);
        Assert.Contains("Parhelion.Server.deps.json", server);
        Assert.Contains("runtimes/linux-x64/native/libe_sqlite3.so", server);
        Assert.Contains("Npgsql.dll", server);
        Assert.DoesNotContain(server, frameworks.Contains);
        Assert.Equal("Parhelion.Testing.dll", Assert.Single(zip.Entries, entry => entry.FullName.StartsWith("lib/", StringComparison.Ordinal) && entry.Name.EndsWith(".dll", StringComparison.Ordinal)).Name);
    }

    // A library that one system lacks would be missed at its first call only, by users of that system.
    [Theory]
    [InlineData("Parhelion.Server", "tools/net10.0/any/")]
    [InlineData("Parhelion.Testing", "server/")]
    public void Native_libraries_are_there_for_each_system(string package, string folder)
    {
        using var zip = ZipFile.OpenRead(feed.PathOf(package));
        string[] systems = ["linux-x64", "linux-arm64", "win-x64", "osx-arm64"];
        string[] libraries = ["e_sqlite3", "vips"];

        Assert.All(systems, system => Assert.Equal(libraries, NativeLibrariesOf(zip, $"{folder}runtimes/{system}/native/").Select(PlainName)));
        var own = zip.Entries.Where(entry => entry.FullName.StartsWith($"{folder}Parhelion.", StringComparison.Ordinal) && entry.Name.EndsWith(".dll", StringComparison.Ordinal));
        // libheif is that of the system, if there is one.
        Assert.Empty(own.SelectMany(ImportsOf).Except(["libc", "kernel32", "heif", .. libraries]));
    }

    // libvips.so.42, libvips.42.dylib and libvips-42.dll are the same library.
    private static string PlainName(string library) => (library.StartsWith("lib", StringComparison.Ordinal) ? library[3..] : library).Split('.', '-')[0];

    [Fact]
    public async Task A_package_names_its_home_and_its_sources()
    {
        if (!Directory.Exists(Path.Combine(Repository.Root, ".git")) && !File.Exists(Path.Combine(Repository.Root, ".git"))) Assert.Skip("Sources without their git repository have no home.");
        const string Home = "https://example.org/parhelion";
        var folder = feed.NewFolder("home");
        await feed.RunAsync(
            Repository.Root, "dotnet", "pack", "src/Parhelion.Protocol", "--configuration", "Release", $"-p:ProjectHome={Home}", "-p:RunAnalyzers=false", "--artifacts-path", Path.Combine(folder, "artifacts"), "--output", folder, "--verbosity", "quiet");

        using var zip = ZipFile.OpenRead(Path.Combine(folder, $"Parhelion.Protocol.{PackageFeed.Version}.nupkg"));
        using var symbols = ZipFile.OpenRead(Path.Combine(folder, $"Parhelion.Protocol.{PackageFeed.Version}.snupkg"));
        var repository = NuspecOf(zip).Elements().Single(element => element.Name.LocalName == "repository");
        Assert.Equal(Home, MetadataOf(zip)["projectUrl"]);
        Assert.Equal(("git", Home), (repository.Attribute("type")!.Value, repository.Attribute("url")!.Value));
        var commit = (await feed.RunAsync(Repository.Root, "git", "rev-parse", "HEAD")).Trim();
        Assert.Equal(commit, repository.Attribute("commit")!.Value);
        Assert.Contains($"{Home}/raw/{commit}/*", SourceLinkOf(symbols, "lib/net10.0/Parhelion.Protocol.pdb"), StringComparison.Ordinal);
    }

    // libe_sqlite3.so, libe_sqlite3.dylib and e_sqlite3.dll are e_sqlite3 to .NET.
    private static string[] NativeLibrariesOf(ZipArchive zip, string folder) =>
    [
        .. zip.Entries.Where(entry => entry.FullName.StartsWith(folder, StringComparison.Ordinal)).Select(entry => Path.GetFileNameWithoutExtension(entry.Name))
            .Select(name => name.StartsWith("lib", StringComparison.Ordinal) ? name[3..] : name).Order(StringComparer.Ordinal),
    ];

    // The native libraries whose functions an assembly declares.
    private static List<string> ImportsOf(ZipArchiveEntry assembly)
    {
        var bytes = new MemoryStream();
        using (var stream = assembly.Open()) stream.CopyTo(bytes);
        bytes.Position = 0;
        using var file = new PEReader(bytes);
        var reader = file.GetMetadataReader();
        return [.. Enumerable.Range(1, reader.GetTableRowCount(TableIndex.ModuleRef)).Select(row => reader.GetString(reader.GetModuleReference(MetadataTokens.ModuleReferenceHandle(row)).Name))];
    }

    private static XElement NuspecOf(ZipArchive zip)
    {
        using var nuspec = zip.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    private static Dictionary<string, string> MetadataOf(ZipArchive zip) =>
        NuspecOf(zip).Elements().ToDictionary(element => element.Name.LocalName, element => element.Value, StringComparer.Ordinal);

    private string[] DependenciesOf(string package)
    {
        using var zip = ZipFile.OpenRead(feed.PathOf(package));
        return [.. NuspecOf(zip).Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => $"{element.Attribute("id")!.Value} {element.Attribute("version")!.Value}").Distinct().Order(StringComparer.Ordinal)];
    }

    private static List<string> DocumentsOf(ZipArchive symbols, string pdb)
    {
        using var provider = Open(symbols, pdb);
        var reader = provider.GetMetadataReader();
        return [.. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];
    }

    private static string SourceLinkOf(ZipArchive symbols, string pdb)
    {
        var kind = new Guid("CC110556-A091-4D38-9FEC-25AB9A351A6A");
        using var provider = Open(symbols, pdb);
        var reader = provider.GetMetadataReader();
        return Encoding.UTF8.GetString(reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation).Where(information => reader.GetGuid(information.Kind) == kind)
            .Select(information => reader.GetBlobBytes(information.Value)).Single());
    }

    private static MetadataReaderProvider Open(ZipArchive symbols, string pdb)
    {
        var bytes = new MemoryStream();
        using (var stream = symbols.GetEntry(pdb)!.Open()) stream.CopyTo(bytes);
        bytes.Position = 0;
        return MetadataReaderProvider.FromPortablePdbStream(bytes);
    }
}
