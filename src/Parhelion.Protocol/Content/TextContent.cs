namespace Parhelion;

/// <summary>Content of a message: text, with or without buttons. At least one of <see cref="Text"/>, <see cref="HtmlText"/>,
/// <see cref="MarkdownText"/> and <see cref="Actions"/> is required.</summary>
public sealed record TextContent : MessageContent
{
    /// <inheritdoc />
    public override string Type => ContentTypes.Text;

    /// <summary>The text, at most 4096 characters.</summary>
    public string? Text { get; init; }

    /// <summary>The text as HTML, at most 4096 characters. Excludes <see cref="MarkdownText"/>.</summary>
    public string? HtmlText { get; init; }

    /// <summary>The text as Markdown, at most 4096 characters. Excludes <see cref="HtmlText"/>.</summary>
    public string? MarkdownText { get; init; }

    /// <summary>Payload of the button that was pressed.</summary>
    public string? Payload { get; init; }

    /// <summary>Buttons below the text.</summary>
    public IReadOnlyList<MessageAction>? Actions { get; init; }
}
