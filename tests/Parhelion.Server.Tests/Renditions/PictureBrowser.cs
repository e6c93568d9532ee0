using System.Text.Json;
using Microsoft.Playwright;
using Parhelion.Server.Tests.Faults;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Renditions;

/// <summary>A server and a browser that paints pictures, has the server store them, and shows what comes back.</summary>
public sealed class PictureBrowser : IAsyncLifetime
{
    /// <summary>Size of the picture that the browser paints, in pixels.</summary>
    public const int Width = 1600;

    /// <inheritdoc cref="Width" />
    public const int Height = 1000;

    /// <summary>Width of what is compared, in pixels.</summary>
    public const int ShownWidth = 32;

    // Four fields of different colours, so that no two ways of turning look the same. A matrix says where each pixel goes.
    private const string Paint = """
        ([width, height, space, colours, matrix, type]) => {
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = matrix[0] === 0 ? [height, width] : [width, height];
          const context = canvas.getContext('2d', { colorSpace: space });
          context.setTransform(...matrix);
          colours.forEach((colour, i) => { context.fillStyle = colour; context.fillRect((i % 2) * width / 2, Math.floor(i / 2) * height / 2, width / 2, height / 2); });
          return canvas.toDataURL(type, 1);
        }
        """;

    // As a page shows it, in the colours of the screen (sRGB).
    private const string Show = """
        async ([url, across]) => {
          const picture = new Image();
          picture.crossOrigin = 'anonymous';
          picture.src = url;
          await picture.decode();
          const canvas = document.createElement('canvas');
          canvas.width = across;
          canvas.height = Math.round(across * picture.naturalHeight / picture.naturalWidth);
          const context = canvas.getContext('2d');
          context.drawImage(picture, 0, 0, canvas.width, canvas.height);
          return { width: picture.naturalWidth, height: picture.naturalHeight, pixels: [...context.getImageData(0, 0, canvas.width, canvas.height).data] };
        }
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-pictures-").FullName;
    private IBrowserContext? browser;
    private IPage page = null!;

    internal ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // The tests say so themselves: one that is skipped here would fail.
        if (!File.Exists(SharedChromium.Program)) return;
        Server = await ServerProcess.StartAsync(directory, "Images:Enabled=true");
        browser = await SharedChromium.OpenAsync();
        page = await browser.NewPageAsync();
        await page.SetContentAsync("<!doctype html>");
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        if (Server is not null) await Server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Paints four fields: above left, above right, below left, below right.</summary>
    /// <param name="colours">Colours as CSS writes them.</param>
    /// <param name="type">Media type of the result.</param>
    /// <param name="space">Colour space of the picture: <c>srgb</c> or <c>display-p3</c>.</param>
    /// <param name="matrix">Where a pixel goes; by default it stays.</param>
    internal async Task<byte[]> PaintAsync(string[] colours, string type, string space = "srgb", int[]? matrix = null)
    {
        var url = await page.EvaluateAsync<string>(Paint, new object[] { Width, Height, space, colours, matrix ?? [1, 0, 0, 1, 0, 0], type });
        return Convert.FromBase64String(url[(url.IndexOf(',', StringComparison.Ordinal) + 1)..]);
    }

    /// <summary>Uploads a file; returns its media URL.</summary>
    internal async Task<string> UploadAsync(byte[] content, string name)
    {
        var (status, path) = await Server.UploadAsync(new ByteArrayContent(content), name);
        Assert.True(status == 201, Server.Output);
        return new Uri(Server.Url, path).AbsoluteUri;
    }

    /// <summary>What a page shows at a URL.</summary>
    /// <exception cref="PlaywrightException">The browser cannot show it.</exception>
    internal async Task<ShownPicture> ShowAsync(string url) =>
        (await page.EvaluateAsync<JsonElement>(Show, new object[] { url, ShownWidth })).Deserialize<ShownPicture>(JsonSerializerOptions.Web)!;

    /// <summary>What a page shows of a file that is not stored.</summary>
    internal Task<ShownPicture> ShowAsync(byte[] content, string type) => ShowAsync($"data:{type};base64,{Convert.ToBase64String(content)}");
}
