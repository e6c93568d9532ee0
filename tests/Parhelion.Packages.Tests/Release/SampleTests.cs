using Parhelion.Packages.Tests.Packages;
using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Release;

/// <summary>The samples of other languages pass with the packages of the release.</summary>
[Collection(nameof(PackageFeed))]
public sealed class SampleTests(PackageFeed feed)
{
    private static readonly string Samples = Path.Combine(Repository.Root, "samples");

    // Node's own test runner, Jest, and Vitest in TypeScript, which checks the types of the package.
    [Fact]
    public async Task Tests_in_javascript_and_typescript_pass()
    {
        Engines.Require("npm");
        var frameworks = Path.Combine(Samples, "javascript", "node_modules");
        Assert.True(Directory.Exists(Path.Combine(frameworks, "vitest")), $"The packages of {frameworks} are not installed; eng/engines.sh installs them.");
        await using var registry = await NpmRegistry.StartAsync(await feed.ReleaseAsync());
        var parent = feed.NewFolder("npm");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["npm_config_registry"] = registry.Url, ["npm_config_cache"] = Path.Combine(parent, "cache") };
        await feed.RunAsync(parent, environment, "npm", "install", "--no-audit", "--no-fund", "parhelion");
        // Below the folder with our package, beside a link to the frameworks.
        var folder = Copy("javascript", Path.Combine(parent, "javascript"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), frameworks);

        var output = await feed.RunAsync(folder, environment, "sh", "-c", "npm test 2>&1");

        Assert.Contains("# pass 2", output, StringComparison.Ordinal);
        Assert.Matches(@"Tests: +1 passed, 1 total", output);
        Assert.Contains("receipts.vitest.test.ts", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_in_python_pass()
    {
        var release = await feed.ReleaseAsync();
        var bin = await feed.PythonAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PYTHONDONTWRITEBYTECODE"] = "1" };
        await feed.RunAsync(feed.NewFolder("pytest"), environment, Path.Combine(bin, "pip"), "install", "--quiet", "--no-index", "--find-links", release, "parhelion");

        Assert.Contains("1 passed", await feed.RunAsync(Path.Combine(Samples, "pytest"), environment, Path.Combine(bin, "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_in_shell_pass()
    {
        Engines.Require("jq");
        Engines.Require("curl");
        var folder = Copy("shell", feed.NewFolder("shell"));
        await feed.RunAsync(folder, "sh", "-c", $"tar -xzf {await feed.ReleaseAsync()}/parhelion-server-*-linux-x64.tar.gz --strip-components 1");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}" };

        Assert.Contains("ok: a receipt can be read until it is recalled", await feed.RunAsync(folder, environment, "bash", "receipts.test.sh"), StringComparison.Ordinal);
    }

    private static string Copy(string sample, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Samples, sample))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}
