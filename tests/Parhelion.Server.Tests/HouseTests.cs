using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Parhelion.Tests;

namespace Parhelion.Server.Tests;

/// <summary>Rules of the house that a compiler does not know.</summary>
public sealed partial class HouseTests
{
    private static readonly Assembly Server = typeof(Setup.ParhelionHost).Assembly;
    private static readonly Assembly Core = typeof(Core.ObjectId).Assembly;
    private static readonly Assembly Postgres = typeof(Parhelion.Postgres.PostgresDatabase).Assembly;
    private static readonly Assembly Rendering = typeof(Parhelion.Rendering.RendererOptions).Assembly;
    private static readonly Assembly S3 = typeof(S3.S3BlobStore).Assembly;
    private static readonly Assembly Client = typeof(ParhelionClient).Assembly;
    private static readonly Assembly Testing = typeof(Testing.ParhelionServer).Assembly;
    private static readonly Assembly Protocol = typeof(Protocol.Problem).Assembly;

    [Fact]
    public void Layers_point_down()
    {
        Assert.DoesNotContain(ReferencesOf(Protocol), name => name.StartsWith("Parhelion", StringComparison.Ordinal));
        Assert.DoesNotContain(ReferencesOf(Protocol), name => name.StartsWith("Microsoft", StringComparison.Ordinal));
        Assert.DoesNotContain("Parhelion.Server", ReferencesOf(Core));
        Assert.DoesNotContain(ReferencesOf(Core), name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.DoesNotContain(ReferencesOf(Core), name => name.StartsWith("Npgsql", StringComparison.Ordinal));
        Assert.All(ReferencesOf(Postgres), name => Assert.Matches(@"^(System|Parhelion\.Core$|Npgsql$|Microsoft\.Extensions\.)", name));
        Assert.DoesNotContain("Npgsql", ReferencesOf(Server));
        Assert.All(ReferencesOf(S3), name => Assert.Matches(@"^(System|AWSSDK\.|Parhelion\.Core$|Microsoft\.Win32\.)", name));
        Assert.DoesNotContain(ReferencesOf(Core).Concat(ReferencesOf(Server)), name => name.StartsWith("AWSSDK", StringComparison.Ordinal));
        Assert.All(ReferencesOf(Rendering), name => Assert.Matches(@"^(System|Parhelion\.Core$|NetVips$|Microsoft\.Win32\.)", name));
        Assert.DoesNotContain("NetVips", ReferencesOf(Core).Concat(ReferencesOf(Server)));
        Assert.DoesNotContain("Parhelion.Testing", ReferencesOf(Server));
        Assert.DoesNotContain("Parhelion.Client", ReferencesOf(Server));
        Assert.All(ReferencesOf(Testing), name => Assert.Matches(@"^(System|Parhelion\.(Client|Protocol)$|Microsoft\.(AspNetCore$|AspNetCore\.|Extensions\.))", name));
        Assert.All(ReferencesOf(Client), name => Assert.Matches(@"^(System|Parhelion\.Protocol$|Microsoft\.Extensions\.)", name));
    }

    // Directives that nothing needs are errors of the build, so each one stands for a use.
    [Fact]
    public void Folders_of_a_project_use_each_other_one_way_only()
    {
        foreach (var project in Directory.GetDirectories(Path.Combine(Repository.Root, "src")))
        {
            var uses = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
            foreach (var file in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
            {
                var folder = Path.GetRelativePath(project, Path.GetDirectoryName(file)!).Replace('/', '.');
                if (!uses.TryGetValue(folder, out var used)) uses[folder] = used = new(StringComparer.Ordinal);
                used.UnionWith(Usings().Matches(File.ReadAllText(file)).Where(match => match.Groups["project"].Value == Path.GetFileName(project)).Select(match => match.Groups["folder"].Value));
            }

            foreach (var folder in uses.Keys) AssertNoWayBack(uses, folder, [folder], new(StringComparer.Ordinal));
        }
    }

    // A file-local type belongs to the type beside it, and a test class may have its variants for each database beside it. Declarations at the start of a line are top-level: every file has a file-scoped namespace.
    [Fact]
    public void One_file_has_one_top_level_type_and_its_name()
    {
        var files = ((string[])["src", "bench"]).SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split('/').Any(part => part is "obj" or "bin" or "artifacts") && Path.GetFileName(file) != "Program.cs");
        var wrong = new List<string>();
        foreach (var file in files)
        {
            var names = Declarations().Matches(File.ReadAllText(file)).Select(declaration => declaration.Groups["name"].Value).Distinct().ToList();
            if (names.Count > 1) wrong.Add($"{Path.GetRelativePath(Repository.Root, file)} declares {string.Join(", ", names)}");
            else if (names.Count == 1 && names[0] != Path.GetFileName(file).Split('.')[0]) wrong.Add($"{Path.GetRelativePath(Repository.Root, file)} declares {names[0]}");
        }

        Assert.Empty(wrong);
    }

    // `./run test NAME` finds a class by its name, and a reader finds it by that of its file.
    [Fact]
    public void Tests_are_in_files_of_their_name()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split('/').Any(part => part is "obj" or "bin" or "artifacts")).ToList();

        Assert.True(files.Count > 100, "The tests were not found.");
        Assert.Empty(files.Where(file => Declarations().Matches(File.ReadAllText(file)).All(declaration => declaration.Groups["name"].Value != Path.GetFileNameWithoutExtension(file)))
            .Select(file => Path.GetRelativePath(Repository.Root, file)));
    }

    [Fact]
    public void Log_events_have_an_id_of_their_own()
    {
        var ids = Server.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Select(attribute => attribute.EventId)
            .ToList();

        Assert.True(ids.Count > 5, "The log methods were not found.");
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Pages_name_files_and_types_that_exist()
    {
        var root = Repository.Root;
        var types = ((string[])["src", "tests"]).SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var page in Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(root, "README.md")))
        {
            var text = File.ReadAllText(page);
            missing.AddRange(Links().Matches(text).Select(link => link.Groups["path"].Value)
                .Where(path => !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, path)))
                .Select(path => $"{Path.GetFileName(page)}: {path}"));
            if (Path.GetFileName(page) is not ("architecture.md" or "compatibility.md" or "limits.md" or "where-to-change.md")) continue;
            missing.AddRange(Names().Matches(text).Select(name => name.Groups["name"].Value)
                .Where(name => !types.Contains(name.Split('.')[0]))
                .Select(name => $"{Path.GetFileName(page)}: {name}"));
        }

        Assert.Empty(missing);
    }

    private static void AssertNoWayBack(Dictionary<string, HashSet<string>> uses, string start, List<string> way, HashSet<string> seen)
    {
        foreach (var next in uses.GetValueOrDefault(way[^1]) ?? [])
        {
            Assert.True(next != start, $"{string.Join(" uses ", way)} uses {start}");
            if (seen.Add(next)) AssertNoWayBack(uses, start, [.. way, next], seen);
        }
    }

    private static List<string> ReferencesOf(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(name => name.Name!)];

    [GeneratedRegex(@"^using (?:static )?(?<project>Parhelion\.\w+)\.(?<folder>[\w.]+);", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Usings();

    [GeneratedRegex(@"^(?:(?:public|internal|sealed|static|abstract|partial|readonly|ref|unsafe) )*(?:record struct|record class|record|class|struct|interface|enum|delegate [\w<>?,. ]+) (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"\]\((?<path>[^)#:]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Links();

    // A name of a type in code quotes: two humps at least, so that words of HTTP and SQL are not meant.
    [GeneratedRegex(@"`(?<name>[A-Z][a-z]+[A-Z][A-Za-z]+(\.[A-Za-z]+)?)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}
