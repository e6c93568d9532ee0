using Parhelion.Core.Catalog;

namespace Parhelion.Server.WebConsole;

/// <summary>An attachment in the gallery.</summary>
/// <param name="Row">The attachment.</param>
/// <param name="ViewUrl">Where the browser gets it, without credentials.</param>
public sealed record AttachmentTile(AttachmentRow Row, string ViewUrl)
{
    // What browsers show as a picture.
    private static readonly string[] Pictures = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/svg+xml", "image/bmp", "image/avif"];

    // Without a rendition the whole file would be loaded for a tile.
    private const long MaxBytes = 3_000_000;

    /// <summary>Whether the tile shows the file itself.</summary>
    public bool IsPicture => Row.Size <= MaxBytes && Pictures.Contains(Row.MediaType, StringComparer.Ordinal);

    /// <summary>The name of the drawing that stands for the file.</summary>
    public string Icon => Row.MediaType.Split('/')[0] switch
    {
        "image" => "attachments",
        "video" => "film",
        "audio" => "sound",
        _ => "document",
    };
}
