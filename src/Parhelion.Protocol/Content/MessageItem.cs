namespace Parhelion;

/// <summary>An item of a carousel or a list.</summary>
public sealed record MessageItem
{
    /// <summary>Title, 1 to 128 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Description, at most 128 characters.</summary>
    public string? Description { get; init; }

    /// <summary>URL of the picture, at most 2048 characters.</summary>
    public string? MediaUrl { get; init; }

    /// <summary>Media type of the picture, at most 128 characters.</summary>
    public string? MediaType { get; init; }

    /// <summary>Alternative text of the picture, at most 128 characters. Default: the file name.</summary>
    public string? AltText { get; init; }

    /// <summary>Size of the item: <c>compact</c> or <c>large</c>.</summary>
    public string? Size { get; init; }

    /// <summary>Buttons of the item, 1 to 3.</summary>
    public required IReadOnlyList<MessageAction> Actions { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, System.Text.Json.JsonElement>? Metadata { get; init; }
}
