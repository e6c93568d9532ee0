using Parhelion.Cli.Files;

namespace Parhelion.Cli.Tests;

/// <summary>Patterns of files mean what they mean in a shell.</summary>
public sealed class PatternTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-pattern-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("*.png", "a.png", true)]
    [InlineData("*.png", "a.PNG", false)]
    [InlineData("?.png", "a.png", true)]
    [InlineData("?.png", "ab.png", false)]
    [InlineData("?.png", "😀.png", true)]
    [InlineData("[ab].png", "b.png", true)]
    [InlineData("[ab].png", "c.png", false)]
    [InlineData("[a-c]x[0-9]", "bx7", true)]
    [InlineData("[!a-c].png", "d.png", true)]
    [InlineData("[^a-c].png", "b.png", false)]
    [InlineData("[]].png", "].png", true)]
    [InlineData("[a-].png", "-.png", true)]
    [InlineData("[[:digit:]]*", "7up", true)]
    [InlineData("[[:upper:]]*", "seven", false)]
    [InlineData("[a.png", "[a.png", true)]
    [InlineData(@"\*.png", "*.png", true)]
    [InlineData(@"\*.png", "a.png", false)]
    [InlineData("a*b*c", "aXbXbXc", true)]
    [InlineData("a*b*c", "aXbX", false)]
    [InlineData("*", "", true)]
    public void A_pattern_matches_the_names_that_a_shell_matches(string pattern, string name, bool matches) =>
        Assert.Equal(matches, NamePattern.Parse(pattern).Matches(name));

    // 50 stars need a time that grows with the length only, and not with each way to share the characters out.
    [Fact]
    public void A_pattern_with_many_stars_ends_soon() =>
        Assert.False(NamePattern.Parse(string.Concat(Enumerable.Repeat("*a", 50)) + "b").Matches(new string('a', 255)));

    [Fact]
    public void Hidden_names_need_a_dot_in_the_pattern()
    {
        Make("a.png", ".hidden.png", ".cache/b.png", "in/.c.png", "in/d.png");

        Assert.Equal(["a.png"], Find("*.png"));
        Assert.Equal([".hidden.png"], Find(".*.png"));
        Assert.Equal(["a.png", "in/d.png"], Find("**/*.png"));
        Assert.Equal([".cache/b.png"], Find(".cache/*.png"));
        Assert.Equal(["in/d.png"], Find("*/?.png"));
        Assert.Equal(["a.png", "in/d.png"], Find("**"));
    }

    [Fact]
    public void Two_stars_do_not_follow_links_to_folders()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Links need a privilege on Windows.");
        Make("one/a.png", "two/b.png");
        Directory.CreateSymbolicLink(Path.Combine(folder, "one/up"), folder);
        Directory.CreateSymbolicLink(Path.Combine(folder, "two/up"), folder);
        File.CreateSymbolicLink(Path.Combine(folder, "one/link.png"), Path.Combine(folder, "two/b.png"));

        Assert.Equal(["one/a.png", "one/link.png", "two/b.png"], Find("**/*.png"));
        Assert.Equal(["one/a.png", "one/link.png", "two/b.png"], Find("**/**/*.png"));
        Assert.Equal(["one/up/two/b.png"], Find("one/*/two/*.png"));
        Assert.Equal(["a.png", "link.png"], FileTree.Files(Path.Combine(folder, "one"), withHidden: true).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void A_pattern_without_a_match_and_a_folder_are_refused()
    {
        Make("in/a.png", "in/b.log");
        var plain = new FileArguments(isRecursive: false, []);
        Assert.Throws<CommandLine.UsageException>(() => plain.Expand([Path.Combine(folder, "*.gif")]));
        Assert.Throws<CommandLine.UsageException>(() => plain.Expand([Path.Combine(folder, "in")]));
        Assert.Throws<CommandLine.UsageException>(() => plain.Expand([""]));

        Assert.Equal([Path.Combine(folder, "in/a.png")], new FileArguments(isRecursive: true, ["*.log"]).Expand([Path.Combine(folder, "in")]));
    }

    private IEnumerable<string> Find(string pattern) =>
        new FilePattern(Path.Combine(folder, pattern)).Files().Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'));

    private void Make(params string[] names)
    {
        foreach (var name in names)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, name);
        }
    }
}
