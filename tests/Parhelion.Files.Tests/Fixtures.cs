using System.Diagnostics;
using Parhelion.Tests;

[assembly: AssemblyFixture(typeof(Parhelion.Files.Tests.Fixtures))]

namespace Parhelion.Files.Tests;

/// <summary>The files that eng/fixtures.sh makes, once for all tests, in a temporary folder. It makes a sample of them, or all (<see cref="Sampling.IsWhole"/>).</summary>
public sealed class Fixtures : IAsyncLifetime
{
    private const int MostMinutes = 15;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("parhelion-fixtures-");

    /// <summary>The files.</summary>
    public IReadOnlyList<Fixture> Files { get; private set; } = [];

    /// <summary>The commands that made nothing, with what they said.</summary>
    public string Failed { get; private set; } = "";

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        // Not there: the tests say so, and are skipped or fail.
        if (!HasPrograms) return;
        using var script = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "eng", "fixtures.sh"), folder.FullName, .. Amount])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var (exitCode, _, said) = await script.ReadToEndAsync(MostMinutes);
        Failed = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "failed.tsv"), CancellationToken.None) + said + (exitCode == 0 ? "" : $"ended with {exitCode}");
        var lines = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "list.tsv"), CancellationToken.None);
        Files = [.. lines.Select(line => line.Split('\t')).Select(parts => new Fixture(Path.Combine(folder.FullName, "out", parts[0]), parts[1])).OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Skips the running test, or fails it, when a program is missing.</summary>
    public static void Require()
    {
        foreach (var program in Programs) Engines.Require(program);
    }

    private static string[] Programs => ["ffmpeg", "ffprobe", "identify", "gs", "qpdf", "7z", "exiftool", "heif-enc", .. Sampling.IsWhole ? (string[])["soffice", "gst-launch-1.0"] : []];

    private static string[] Amount => Sampling.IsWhole ? ["all"] : ["sample", $"{Sampling.Seed}"];

    private static bool HasPrograms
    {
        get
        {
            var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            return Programs.All(program => folders.Any(place => File.Exists(Path.Combine(place, program))));
        }
    }
}
