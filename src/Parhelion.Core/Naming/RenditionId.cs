namespace Parhelion.Core.Naming;

/// <summary>Identifies one of the renditions (preview pictures) of an attachment by name and image format. A media URL has both in its query, as in
/// <c>?rendition=thumbnail&amp;format=png</c>.</summary>
/// <param name="Name">Name of the rendition in <c>Images:Renditions</c>, such as <c>thumbnail</c>.</param>
/// <param name="Format">Image format: one of <see cref="Formats"/>.</param>
public readonly record struct RenditionId(string Name, string Format)
{
    /// <summary>The format of a URL that does not name one.</summary>
    public const string DefaultFormat = "webp";

    /// <summary>Longest name in characters.</summary>
    public const int MaxNameLength = 32;

    /// <summary>All formats, as a URL spells them.</summary>
    public static readonly IReadOnlyList<string> Formats = [DefaultFormat, "jpeg", "png"];

    /// <summary>The query that follows the media URL of the attachment, with the question mark.</summary>
    public string Query => Format == DefaultFormat ? $"?rendition={Name}" : $"?rendition={Name}&format={Format}";

    /// <summary>The media type of the picture.</summary>
    public string MediaType => $"image/{Format}";

    /// <summary>Returns the name of the file of the picture: that of the attachment, with the extension of the format.</summary>
    /// <param name="original">The name of the attachment, such as <c>beach.heic</c>.</param>
    public FileName FileNameOf(FileName original)
    {
        var stem = original.Extension.Length == 0 ? original.Value : original.Value[..^(original.Extension.Length + 1)];
        return FileName.Parse($"{stem}.{(Format == "jpeg" ? "jpg" : Format)}");
    }

    /// <summary>Whether a name has the right form: 1 to 32 characters <c>a</c> to <c>z</c>, <c>0</c> to <c>9</c> and <c>-</c>.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxNameLength && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
    }
}
