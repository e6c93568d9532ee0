namespace Parhelion;

/// <summary>Content of a message: a file, by its media URL.</summary>
public sealed record FileContent : MediaContent
{
    /// <inheritdoc />
    public override string Type => ContentTypes.File;
}
