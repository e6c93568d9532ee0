namespace Parhelion;

/// <summary>Content of a message: an image, by its media URL.</summary>
public sealed record ImageContent : MediaContent
{
    /// <inheritdoc />
    public override string Type => ContentTypes.Image;

    /// <summary>Buttons below the image.</summary>
    public IReadOnlyList<MessageAction>? Actions { get; init; }
}
