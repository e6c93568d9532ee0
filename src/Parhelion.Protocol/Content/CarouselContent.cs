namespace Parhelion;

/// <summary>Content of a message: items that are shown side by side.</summary>
public sealed record CarouselContent : MessageContent
{
    /// <inheritdoc />
    public override string Type => ContentTypes.Carousel;

    /// <summary>The items, 1 to 10.</summary>
    public required IReadOnlyList<MessageItem> Items { get; init; }

    /// <summary>Appearance of the items.</summary>
    public DisplaySettings? DisplaySettings { get; init; }

    /// <summary>Text for channels that have no carousels. The server fills it in.</summary>
    public string? Text { get; init; }
}
