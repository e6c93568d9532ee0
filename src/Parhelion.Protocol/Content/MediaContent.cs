namespace Parhelion.Protocol;

/// <summary>What files and images have in common.</summary>
public abstract record MediaContent : MessageContent
{
    private protected MediaContent()
    {
    }

    /// <summary>The <c>mediaUrl</c> of an upload, or a URL elsewhere. One of this server at which nothing of the app lives is refused with 400.</summary>
    public required string MediaUrl { get; init; }

    /// <summary>Media type; filled in by the server.</summary>
    public string? MediaType { get; init; }

    /// <summary>Bytes; filled in by the server, 0 for a URL elsewhere.</summary>
    public long? MediaSize { get; init; }

    /// <summary>Stands for the file where it cannot be shown; at most 128 characters, the file name by default.</summary>
    public string? AltText { get; init; }

    /// <summary>Text beside the file, at most 4096 characters.</summary>
    public string? Text { get; init; }

    /// <summary>The text as HTML, at most 4096 characters; not beside <see cref="MarkdownText"/>.</summary>
    public string? HtmlText { get; init; }

    /// <summary>The text as Markdown, at most 4096 characters; not beside <see cref="HtmlText"/>.</summary>
    public string? MarkdownText { get; init; }
}

/// <summary>A file, by its media URL.</summary>
public sealed record FileContent : MediaContent
{
    /// <inheritdoc />
    public override string Type => ContentTypes.File;
}

/// <summary>An image, by its media URL.</summary>
public sealed record ImageContent : MediaContent
{
    /// <inheritdoc />
    public override string Type => ContentTypes.Image;

    /// <summary>What the reader may do.</summary>
    public IReadOnlyList<MessageAction>? Actions { get; init; }
}
