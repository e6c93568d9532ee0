using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parhelion.Core.Uploading.Metadata;
using Parhelion.Tests;

namespace Parhelion.Files.Tests;

/// <summary>Files of many programs get metadata from ExifTool, and lose it again. ExifTool finds nothing of it afterwards, and every pixel is as it was.</summary>
public sealed partial class MetadataFileTests(Fixtures fixtures) : IAsyncLifetime
{
    private const string Place = "Zuerichplace";
    private const string Person = "Hidalgoperson";

    private static readonly string[] Pictures = ["jpg", "jfif", "png", "gif", "webp", "tif", "heic"];
    private static readonly string[] Films = ["mp4", "m4v", "mov", "3gp", "3g2", "m4a"];

    // Of more than 140, or of a sample of them.
    private static readonly int LeastCleaned = Sampling.IsWhole ? 130 : 45;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("parhelion-metadata-");
    private readonly List<(string Name, string MediaType)> files = [];

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        // The programs are missing: the test says so.
        if (fixtures.Files.Count == 0) return;
        var sent = folder.CreateSubdirectory("sent").FullName;
        foreach (var file in fixtures.Files.Where(file => file.Expected != "refused" && IsTried(file)))
        {
            File.Copy(file.Path, Path.Combine(sent, file.Name));
            files.Add((file.Name, file.Expected));
        }

        // What a format cannot hold is left out.
        await RunAsync("exiftool", ignoresFailure: true, [
            "-q", "-q", "-m", "-overwrite_original", "-r", "-GPSLatitude=47.3769", "-GPSLatitudeRef=N", "-GPSLongitude=8.5417", "-GPSLongitudeRef=E", "-GPSCoordinates=47.3769, 8.5417, 408",
            $"-XMP-photoshop:City={Place}", $"-XMP-iptcCore:Location={Place}", $"-IPTC:City={Place}", $"-IPTC:By-line={Person}", $"-EXIF:Artist={Person}", $"-XMP-dc:Creator={Person}",
            "-XMP-exif:GPSLatitude=47.3769", $"-PDF:Author={Person}", $"-PNG:Author={Person}", "-IFD0:Orientation#=6", sent]);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("Location")]
    [InlineData("All")]
    public async Task Files_lose_their_metadata_and_show_the_same(string removal)
    {
        Fixtures.Require();
        var target = folder.CreateSubdirectory("cleaned").FullName;
        var wrong = new List<string>();
        var cleaned = new List<string>();
        foreach (var (name, mediaType) in files)
        {
            if (await CleanAsync(Path.Combine(folder.FullName, "sent", name), Path.Combine(target, name), Enum.Parse<MetadataRemovalLevel>(removal), mediaType)) cleaned.Add(name);
            else if (!MayBeRefused(name)) wrong.Add($"{name}: refused");
        }

        Assert.True(cleaned.Count >= LeastCleaned, $"Only {cleaned.Count} of {files.Count} files were cleaned, and at least {LeastCleaned} were expected.");
        wrong.AddRange(await FindMetadataAsync(target, removal == "All"));
        foreach (var name in cleaned)
        {
            var (before, after) = (await ShowAsync(Path.Combine(folder.FullName, "sent", name)), await ShowAsync(Path.Combine(target, name)));
            if (before != after) wrong.Add($"{name}: it shows {after}, not {before}");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cleaned.Count}:\n{string.Join('\n', wrong)}");
    }

    private static bool IsTried(Fixture file) => Pictures.Contains(file.Extension) || Films.Contains(file.Extension) || file.Extension == "pdf";

    // BigTIFF, and encrypted documents.
    private static bool MayBeRefused(string name) =>
        name.Contains("bigtiff", StringComparison.Ordinal) || name.Contains("tiffcp", StringComparison.Ordinal) || name.Contains("encrypted", StringComparison.Ordinal);

    private static async Task<bool> CleanAsync(string source, string target, MetadataRemovalLevel removal, string mediaType)
    {
        using var file = new SpooledFile(Path.GetTempPath());
        file.Append(await File.ReadAllBytesAsync(source, TestContext.Current.CancellationToken));
        try
        {
            FileMetadataCleaner.Run(file, removal, mediaType);
        }
        catch (MetadataFormatException)
        {
            return false;
        }

        await using var written = File.Create(target);
        await file.OpenCleaned().CopyToAsync(written, TestContext.Current.CancellationToken);
        return true;
    }

    // ExifTool prints every value that it finds in a file, from all groups.
    private static async Task<List<string>> FindMetadataAsync(string target, bool all)
    {
        var json = await RunAsync("exiftool", ignoresFailure: true, ["-q", "-j", "-a", "-G1", "-s", "-r", target]);
        var found = new List<string>();
        foreach (var file in JsonSerializer.Deserialize<JsonElement>(json).EnumerateArray())
        {
            foreach (var tag in file.EnumerateObject())
            {
                var text = $"{tag.Name}: {tag.Value}";
                var isPlace = Location().IsMatch(tag.Name) || text.Contains(Place, StringComparison.Ordinal);
                if (isPlace || (all && text.Contains(Person, StringComparison.Ordinal)) || (tag.Name == "ExifTool:Error" && !$"{file}".Contains("junk-before", StringComparison.Ordinal))) found.Add($"{file.GetProperty("SourceFile")} has {text}");
            }
        }

        return found;
    }

    // A hash of what a program shows of a file, and how it is turned. The cover of a song is metadata.
    private static Task<string> ShowAsync(string path) => Path.GetExtension(path)[1..] switch
    {
        "pdf" => RunAsync("bash", ignoresFailure: false, ["-c", "pdftoppm -r 40 \"$1\" | md5sum", "_", path]),
        "heic" => RunAsync("bash", ignoresFailure: false, ["-c", "d=$(mktemp -d); heif-convert -q 100 \"$1\" $d/x.png > /dev/null && convert $d/*.png -format '%#\\n' info:; rm -r $d", "_", path]),
        var extension when Films.Contains(extension) => RunAsync("ffmpeg", ignoresFailure: false, ["-nostdin", "-v", "error", "-i", path, "-map", "0:V?", "-map", "0:a?", "-f", "md5", "-"]),
        _ => RunAsync("identify", ignoresFailure: false, ["-quiet", "-format", "%# %[orientation] %x %[profile:icc]\n", path]),
    };

    private static async Task<string> RunAsync(string program, bool ignoresFailure, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (exitCode, output, errors) = await process.ReadToEndAsync(minutes: 5);
        return ignoresFailure || exitCode == 0 ? output : $"failed: {errors}";
    }

    [GeneratedRegex("GPS|City|Country|:Location|Sub-location", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Location();
}
