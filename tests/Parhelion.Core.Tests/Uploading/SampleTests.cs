using System.Collections.Frozen;
using System.Diagnostics;
using Parhelion.Core.Naming;
using Parhelion.Core.Uploading;
using Parhelion.Tests;

namespace Parhelion.Core.Tests.Uploading;

/// <summary>Every listed extension with a genuine file, held against what it is, and against libmagic.</summary>
public class SampleTests
{
    /// <summary>Where we and libmagic's <c>file</c> (5.44) differ on purpose: what it says, and why we do not.</summary>
    private static readonly FrozenDictionary<string, (string Libmagic, string Why)> Differences =
        new Dictionary<string, (string Libmagic, string Why)>(StringComparer.Ordinal)
        {
            ["aac"] = ("audio/x-hx-aac-adts", "IANA registered audio/aac, and browsers know it."),
            ["caf"] = ("application/octet-stream", "This libmagic knows Core Audio by no media type."),
            ["key"] = ("application/zip", "The entries say Keynote."),
            ["m4a"] = ("audio/x-m4a", "RFC 4337 registered audio/mp4."),
            ["mp4a"] = ("video/mp4", "The brand is MP4 in general, the extension says sound."),
            ["numbers"] = ("application/zip", "The entries do not tell iWork's documents apart, the extension does."),
            ["pages"] = ("application/zip", "The entries do not tell iWork's documents apart, the extension does."),
            ["pkpass"] = ("application/zip", "The entries say Wallet pass."),
            ["ppsx"] = (
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                "The difference is within a compressed entry; the extension knows it."),
            ["usdz"] = ("application/zip", "The first entry is a stored USD scene."),
            ["wav"] = ("audio/x-wav", "The WHATWG MIME Sniffing Standard and browsers say audio/wav."),
            ["wmv"] = ("video/x-ms-asf", "A stream in the container is pictures."),
            ["xml"] = ("text/xml", "RFC 7303 makes text/xml an alias of application/xml."),
            ["yaml"] = ("text/plain", "Any text is YAML under this extension; RFC 9512 registered application/yaml."),
            ["yml"] = ("text/plain", "Any text is YAML under this extension; RFC 9512 registered application/yaml."),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    public static TheoryData<string> Extensions => [.. AllowedFileTypes.DefaultExtensions];

    [Fact]
    public void Every_listed_extension_has_one_sample()
    {
        var samples = Directory.EnumerateFiles(Samples.Folder, "sample.*").Select(path => Path.GetExtension(path)[1..]);

        Assert.Equal(AllowedFileTypes.DefaultExtensions.Order(StringComparer.Ordinal), samples.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Genuine_file_is_accepted_with_the_type_of_its_extension(string extension)
    {
        // A HEIF file with the brand of HEIC is HEIC.
        var expected = extension == "heif" ? "image/heic" : AllowedFileTypes.Default.MediaTypeOf(extension);

        Assert.Equal(expected, Judge(extension).MediaType);
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Genuine_file_is_recognised_by_its_first_four_kilobytes(string extension)
    {
        var head = Samples.Read(extension);
        head = head[..Math.Min(head.Length, 4096)];

        Assert.True(new FileValidator(AllowedFileTypes.Default).JudgeContent(Name($"x.{extension}"), head).IsAccepted);
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Binary_file_is_recognised_whatever_its_name(string extension)
    {
        var bytes = Samples.Read(extension);
        if (!bytes.Contains((byte)0) || extension is "pages" or "numbers" or "mp4a" or "ppsx")
            return;

        Assert.Equal(Judge(extension), new FileValidator(AllowedFileTypes.Default).JudgeContent(Name("x.png"), bytes));
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public async Task Libmagic_agrees_or_the_difference_is_explained(string extension)
    {
        Engines.Require("file");
        var ours = Judge(extension).MediaType;
        var theirs = await LibmagicAsync(Samples.PathOf(extension));

        if (!Differences.TryGetValue(extension, out var difference))
        {
            Assert.Equal(theirs, ours);
            return;
        }

        Assert.NotEqual(theirs, ours);
        Assert.Equal(difference.Libmagic, theirs);
    }

    private static FileVerdict Judge(string extension) =>
        new FileValidator(AllowedFileTypes.Default).JudgeContent(Name($"sample.{extension}"), Samples.Read(extension));

    private static FileName Name(string name)
    {
        Assert.True(FileName.TryParse(name, out var parsed));
        return parsed;
    }

    private static async Task<string> LibmagicAsync(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("file", ["--brief", "--mime-type", path])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.Trim();
    }
}
