namespace Parhelion.Protocol;

/// <summary>Items side by side.</summary>
public sealed record CarouselContent : MessageContent
{
    /// <inheritdoc />
    public override string Type => ContentTypes.Carousel;

    /// <summary>1 to 10.</summary>
    public required IReadOnlyList<MessageItem> Items { get; init; }

    /// <summary>How the items look.</summary>
    public DisplaySettings? DisplaySettings { get; init; }

    /// <summary>Text for channels that have no carousels; filled in by the server.</summary>
    public string? Text { get; init; }
}

/// <summary>Items one below another.</summary>
public sealed record ListContent : MessageContent
{
    /// <inheritdoc />
    public override string Type => ContentTypes.List;

    /// <summary>1 to 10.</summary>
    public required IReadOnlyList<MessageItem> Items { get; init; }

    /// <summary>1 to 10; what the reader may do with the list as a whole.</summary>
    public IReadOnlyList<MessageAction>? Actions { get; init; }
}

/// <summary>How the items of a carousel look.</summary>
/// <param name="ImageAspectRatio"><c>horizontal</c> or <c>square</c>.</param>
public sealed record DisplaySettings(string? ImageAspectRatio);

/// <summary>An item of a carousel or a list.</summary>
public sealed record MessageItem
{
    /// <summary>1 to 128 characters.</summary>
    public required string Title { get; init; }

    /// <summary>At most 128 characters.</summary>
    public string? Description { get; init; }

    /// <summary>URL of the picture, at most 2048 characters.</summary>
    public string? MediaUrl { get; init; }

    /// <summary>Media type of the picture, at most 128 characters.</summary>
    public string? MediaType { get; init; }

    /// <summary>Stands for the picture; at most 128 characters, the file name by default.</summary>
    public string? AltText { get; init; }

    /// <summary><c>compact</c> or <c>large</c>.</summary>
    public string? Size { get; init; }

    /// <summary>1 to 3; what the reader may do.</summary>
    public required IReadOnlyList<MessageAction> Actions { get; init; }

    /// <summary>Flat object, at most 4096 bytes as JSON; see <see cref="Protocol.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, System.Text.Json.JsonElement>? Metadata { get; init; }
}
