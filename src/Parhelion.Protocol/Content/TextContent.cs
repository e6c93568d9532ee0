namespace Parhelion.Protocol;

/// <summary>Text, with or without actions. One of <see cref="Text"/>, <see cref="HtmlText"/>, <see cref="MarkdownText"/> and <see cref="Actions"/> is needed.</summary>
public sealed record TextContent : MessageContent
{
    /// <inheritdoc />
    public override string Type => ContentTypes.Text;

    /// <summary>At most 4096 characters.</summary>
    public string? Text { get; init; }

    /// <summary>The text as HTML, at most 4096 characters; not beside <see cref="MarkdownText"/>.</summary>
    public string? HtmlText { get; init; }

    /// <summary>The text as Markdown, at most 4096 characters; not beside <see cref="HtmlText"/>.</summary>
    public string? MarkdownText { get; init; }

    /// <summary>Payload of the button that was pressed.</summary>
    public string? Payload { get; init; }

    /// <summary>What the reader may do.</summary>
    public IReadOnlyList<MessageAction>? Actions { get; init; }
}
