using System.Globalization;
using Parhelion.Core.Catalog;

namespace Parhelion.Server.WebConsole;

/// <summary>An attachment and the URLs from which the web console pages load the file and its renditions.</summary>
/// <param name="Row">The attachment.</param>
/// <param name="Url">The URL from which the browser gets the file, without credentials.</param>
/// <param name="ThumbnailUrl">The URL of the smallest rendition; <c>null</c> if the attachment can have none.</param>
/// <param name="PreviewUrl">The URL of the largest rendition; <c>null</c> if the attachment can have none.</param>
public sealed record ConsoleAttachment(AttachmentRow Row, string Url, string? ThumbnailUrl, string? PreviewUrl)
{
    /// <summary>The name of the drawing that stands for the file.</summary>
    public string Icon => Kind switch
    {
        "image" => "attachments",
        "video" => "film",
        "audio" => "sound",
        _ => "document",
    };

    /// <summary>Width and height in pixels, and duration, as far as they are known.</summary>
    public string Measures
    {
        get
        {
            var size = Row.Dimensions is { Width: { } width, Height: { } height } ? Texts.WidthByHeight.With(width, height) : null;
            return string.Join(" · ", new[] { size, Duration }.OfType<string>());
        }
    }

    private string? Duration
    {
        get
        {
            if (Row.Dimensions.Milliseconds is not { } milliseconds) return null;
            var time = TimeSpan.FromMilliseconds(milliseconds);
            return string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMinutes}:{time.Seconds:00}");
        }
    }

    /// <summary>The first part of the media type.</summary>
    public string Kind => Row.MediaType.Split('/')[0];
}
