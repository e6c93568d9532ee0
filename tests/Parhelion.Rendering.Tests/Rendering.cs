using System.Diagnostics;
using Parhelion.Core.Renditions;
using Parhelion.Rendering.Pool;
using Parhelion.Tests;

namespace Parhelion.Rendering.Tests;

/// <summary>A pool of worker processes that the tests share, and a folder with files that programs of Debian have made.</summary>
public sealed class Rendering : IAsyncLifetime
{
    /// <summary>The files that the script makes: what is on them is <see cref="Pixels.Quarters"/>, 160 by 120 pixels.</summary>
    public static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["p.jpg"] = "image/jpeg",
        ["progressive.jpg"] = "image/jpeg",
        ["p.png"] = "image/png",
        ["deep.png"] = "image/png",
        ["palette.png"] = "image/png",
        ["p.gif"] = "image/gif",
        ["p.webp"] = "image/webp",
        ["p.tif"] = "image/tiff",
        ["24.bmp"] = "image/bmp",
        ["8.bmp"] = "image/bmp",
        ["4.bmp"] = "image/bmp",
        ["1.bmp"] = "image/bmp",
        ["rle.bmp"] = "image/bmp",
        ["os2.bmp"] = "image/bmp",
        ["565.bmp"] = "image/bmp",
        ["p.heic"] = "image/heic",
        ["10.heic"] = "image/heic",
        ["p.heif"] = "image/heif",
        ["p.avif"] = "image/avif",
        ["p.svg"] = "image/svg+xml",
        ["p.mp4"] = "video/mp4",
        ["short.mp4"] = "video/mp4",
        ["p.mov"] = "video/quicktime",
        ["p.3gp"] = "video/3gpp",
        ["p.webm"] = "video/webm",
        ["p.avi"] = "video/x-msvideo",
        ["p.mpg"] = "video/mpeg",
        ["p.ts"] = "video/mp2t",
        ["p.ogv"] = "video/ogg",
        ["p.wmv"] = "video/x-ms-wmv",
        ["p.pdf"] = "application/pdf",
    };

    private const string Script = """
        set -e
        convert -size 80x60 xc:red xc:lime +append \( xc:blue xc:yellow +append \) -append -type TrueColor PNG24:p.png
        convert p.png -quality 95 -sampling-factor 4:4:4 p.jpg & convert p.png -quality 95 -interlace JPEG progressive.jpg & convert p.png PNG48:deep.png & convert p.png PNG8:palette.png &
        convert p.png p.gif & convert p.png p.webp & convert p.png p.tif & convert p.png BMP3:24.bmp & convert p.png -type palette -colors 200 BMP3:8.bmp & convert p.png -monochrome BMP3:1.bmp &
        convert p.png -type palette -colors 4 -compress RLE BMP3:rle.bmp & ffmpeg -nostdin -v error -i p.png -pix_fmt rgb565le 565.bmp & pngtopnm p.png | ppmtobmp -os2 > os2.bmp & pngtopnm p.png | ppmtobmp -windows -bpp 4 > 4.bmp 2>/dev/null &
        heif-enc -L p.png -o p.heic & heif-enc -b 10 -q 90 p.png -o 10.heic & heif-enc -q 90 p.png -o p.heif & heif-enc -A -q 90 -p chroma=420 p.png -o p.avif &
        wait
        make() { ffmpeg -nostdin -v error -loop 1 -t 2 -i $1 -r 10 -vf setsar=1 "${@:3}" $2; }
        make p.png p.mp4 -c:v libx264 -pix_fmt yuv420p & make p.png p.mov -c:v mjpeg -q:v 2 & make p.png p.webm -c:v libvpx -b:v 2M & make p.png p.avi -c:v mpeg4 -q:v 2 & make p.png p.mpg -r 25 -c:v mpeg2video -q:v 2 &
        make p.png p.ts -r 25 -c:v mpeg2video -q:v 2 & make p.png p.ogv -c:v libtheora -q:v 9 & make p.png p.wmv -c:v wmv2 -b:v 2M & make p.png p.3gp -c:v mpeg4 -q:v 2 & ffmpeg -nostdin -v error -loop 1 -t 0.2 -i p.png -r 10 -c:v libx264 -pix_fmt yuv420p short.mp4 &
        wait
        """;

    private const string Svg = """
        <svg xmlns="http://www.w3.org/2000/svg" width="160" height="120"><rect width="80" height="60" fill="red"/><rect x="80" width="80" height="60" fill="lime"/>
        <rect y="60" width="80" height="60" fill="blue"/><rect x="80" y="60" width="80" height="60" fill="yellow"/></svg>
        """;

    private const string PdfContent = "1 0 0 rg 0 60 80 60 re f 0 1 0 rg 80 60 80 60 re f 0 0 1 rg 0 0 80 60 re f 1 1 0 rg 80 0 80 60 re f";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("parhelion-rendering-");

    /// <summary>The pool.</summary>
    internal WorkerPool Pool { get; } = new(new RendererOptions { Workers = 2 });

    /// <summary>The folder of the files.</summary>
    public string Folder => folder.FullName;

    /// <summary>What the script said; empty if it made all files.</summary>
    public string Failed { get; private set; } = "";

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "p.svg"), Svg, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Folder, "p.pdf"), Hostile.Pdf(PdfContent, "0 0 160 120"), TestContext.Current.CancellationToken);
        Failed = await BashAsync(Script);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Skips the running test, or fails it, when a program is missing.</summary>
    public static void Require()
    {
        foreach (var program in (string[])["convert", "ffmpeg", "pdftoppm", "heif-enc", "ppmtobmp"]) Engines.Require(program);
    }

    /// <summary>Runs a script in the folder, and returns what it says if it fails.</summary>
    public async Task<string> BashAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (exitCode, _, errors) = await bash.ReadToEndAsync();
        return exitCode == 0 ? "" : $"{exitCode}: {errors}";
    }

    /// <summary>Renders a file of the folder.</summary>
    internal async Task<RenderingResult> RenderAsync(string name, string mediaType, params RenditionSpec[] targets)
    {
        await using var file = File.OpenRead(Path.Combine(Folder, name));
        return await Pool.RenderAsync(mediaType, file, file.Length, targets, TestContext.Current.CancellationToken);
    }

    /// <summary>Renders bytes.</summary>
    internal Task<RenderingResult> RenderAsync(byte[] content, string mediaType, params RenditionSpec[] targets) =>
        Pool.RenderAsync(mediaType, new MemoryStream(content), content.Length, targets, TestContext.Current.CancellationToken);

    /// <summary>A target of a size.</summary>
    internal static RenditionSpec To(int side, RenditionFormat format = RenditionFormat.Webp) => new($"{side}", side, format);
}
