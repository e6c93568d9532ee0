namespace Parhelion;

/// <summary>Base of <see cref="FileContent"/> and <see cref="ImageContent"/>: content of a message with a media URL.</summary>
public abstract record MediaContent : MessageContent
{
    private protected MediaContent()
    {
    }

    /// <summary>The <c>mediaUrl</c> of an upload, or a URL of another server. The server answers 400 to a media URL of its own for which the app
    /// has no live attachment.</summary>
    public required string MediaUrl { get; init; }

    /// <summary>Media type of the file. The server fills it in.</summary>
    public string? MediaType { get; init; }

    /// <summary>Size of the file in bytes. The server fills it in; it is 0 for a URL of another server.</summary>
    public long? MediaSize { get; init; }

    /// <summary>Alternative text where the file cannot be shown, at most 128 characters. Default: the file name.</summary>
    public string? AltText { get; init; }

    /// <summary>Text beside the file, at most 4096 characters.</summary>
    public string? Text { get; init; }

    /// <summary>The text as HTML, at most 4096 characters. Excludes <see cref="MarkdownText"/>.</summary>
    public string? HtmlText { get; init; }

    /// <summary>The text as Markdown, at most 4096 characters. Excludes <see cref="HtmlText"/>.</summary>
    public string? MarkdownText { get; init; }
}
