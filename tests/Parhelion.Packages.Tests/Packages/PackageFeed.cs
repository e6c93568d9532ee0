using System.Diagnostics;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Packages;

/// <summary>All packages, packed once of what was built with the tests, and a folder for projects that install them.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("parhelion-packages-").FullName;
    private Task<string>? release;
    private Task<string>? python;

    /// <summary>The version that is packed.</summary>
    public static string Version { get; } = typeof(ParhelionServer).Assembly.GetName().Version!.ToString(3);

    /// <summary>The folder of the packages.</summary>
    public string Folder => Path.Combine(root, "feed");

    /// <summary>Path of a package.</summary>
    /// <param name="name">Id of the package.</param>
    /// <param name="extension">The other file beside it has the symbols.</param>
    public string PathOf(string name, string extension = "nupkg") => Path.Combine(Folder, $"{name}.{Version}.{extension}");

    public async ValueTask InitializeAsync()
    {
        using (await Repository.LockObjAsync(CancellationToken.None))
        {
            await RunAsync(Repository.Root, Path.Combine(Repository.Root, "run"), "pack", "--no-build", "--output", Folder);
        }

        // Our packages are unpacked here and nowhere else; all others are taken where they are.
        var global = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Path.Combine(root, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><add key="installed" value="{global}" /></fallbackPackageFolders>
              <packageSources><add key="parhelion" value="{Folder}" /></packageSources>
            </configuration>
            """);
        Assert.False(Directory.Exists(Path.Combine(global, "parhelion.client")), $"'{global}' has a package of Parhelion, which would be tested instead; delete it.");
    }

    /// <summary>The artifacts of a release for this system, with these packages, and with the command line as a file with its runtime. They are made when a test first asks.</summary>
    /// <returns>Their folder.</returns>
    public Task<string> ReleaseAsync() => release ??= MakeReleaseAsync();

    /// <summary>An environment of Python of its own, which finds pytest.</summary>
    /// <returns>The folder of its programs.</returns>
    public Task<string> PythonAsync() => python ??= MakePythonAsync();

    /// <summary>A folder for a new project, below the configuration of the feed.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(root, name)).FullName;

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote to stdout.</returns>
    public async Task<string> RunAsync(string folder, string program, params string[] arguments) =>
        await RunAsync(folder, new Dictionary<string, string>(StringComparer.Ordinal), [program, .. arguments]);

    /// <summary>Runs a program with more in its environment.</summary>
    public async Task<string> RunAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] words)
    {
        var start = new ProcessStartInfo(words[0]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var word in words.Skip(1)) start.ArgumentList.Add(word);
        // What the tests themselves were given would change the build of the new project.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (exitCode, output, errors) = await process.ReadToEndAsync(minutes: 15);
        Assert.True(exitCode == 0, $"{string.Join(' ', words)} ends with {exitCode}: {output}{errors}");
        return output;
    }

    private async Task<string> MakeReleaseAsync()
    {
        if (!OperatingSystem.IsLinux()) Engines.Missing("A release is made on Linux.");
        if (!Path.Exists(Path.Combine(Repository.Root, ".git"))) Assert.Skip("Sources without their git repository have no commit that dates a release.");
        Engines.Require("python3");
        Engines.Require("dpkg-deb");
        var folder = Path.Combine(root, "release");
        using (await Repository.LockObjAsync(CancellationToken.None))
        {
            await RunAsync(Repository.Root, Path.Combine(Repository.Root, "run"), "release", Version, "--rids", "linux-x64", "--packages", Folder, "--without-images", "--output", folder);
        }

        return folder;
    }

    private async Task<string> MakePythonAsync()
    {
        if (!File.Exists("/usr/bin/python3")) Engines.Missing("The program \"python3\" of the system is not installed.");
        await RunAsync(root, "/usr/bin/python3", "-m", "venv", "--system-site-packages", "python");
        return Path.Combine(root, "python", "bin");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
