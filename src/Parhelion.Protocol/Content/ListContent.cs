namespace Parhelion;

/// <summary>Content of a message: items that are shown one below another.</summary>
public sealed record ListContent : MessageContent
{
    /// <inheritdoc />
    public override string Type => ContentTypes.List;

    /// <summary>The items, 1 to 10.</summary>
    public required IReadOnlyList<MessageItem> Items { get; init; }

    /// <summary>Buttons for the list as a whole, 1 to 10.</summary>
    public IReadOnlyList<MessageAction>? Actions { get; init; }
}
