namespace Parhelion;

/// <summary>The names and the URLs of renditions: smaller pictures of images, films and documents, which Parhelion makes. Everybody who may read a file may read its
/// renditions.</summary>
public static class Rendition
{
    /// <summary>A picture whose longest side has 320 pixels, unless the server is configured otherwise.</summary>
    public const string Thumbnail = "thumbnail";

    /// <summary>A picture whose longest side has 1,280 pixels, unless the server is configured otherwise.</summary>
    public const string Preview = "preview";

    /// <summary>Returns the URL of a rendition. The server answers 404 to it if there can be no such picture.</summary>
    /// <param name="mediaUrl">Media URL of the file, or a signed link to it.</param>
    /// <param name="name">Name of the rendition, such as <see cref="Preview"/>.</param>
    /// <param name="format">Format of the picture.</param>
    /// <exception cref="ArgumentException">The URL is no absolute http or https URL, or the name is empty.</exception>
    public static string UrlOf(string mediaUrl, string name, RenditionFormat format = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var url = MediaReader.Parse(mediaUrl).GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);
        // Each picture has one URL, so that caches keep it once: the default format has no parameter.
        var query = $"rendition={Uri.EscapeDataString(name)}{(format == default ? "" : $"&format={Uri.EscapeDataString(format.ToString())}")}";
        return $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }
}
