namespace Parhelion.Core.Uploading;

/// <summary>A file extension that may be uploaded, and the media types that files with this extension may have.</summary>
/// <param name="Extension">The extension in lower case, without the dot.</param>
/// <param name="MediaType">The type of files with this extension, unless their bytes show a more exact type.</param>
internal sealed record AllowedFileType(string Extension, string MediaType)
{
    /// <summary>Whether the extension is that of a text format. Text formats have no magic number, so any text may carry this extension.</summary>
    public bool IsText { get; init; }

    /// <summary>Other types that genuine files of this extension have. Such files are served with the type that was found.</summary>
    public string[] AlternativeTypes { get; init; } = [];

    /// <summary>Types that are true for such files, but less exact than the type of the extension. Examples are an MP4 that may be audio alone, and an Office
    /// document with a password. If the bytes show one of these types, the file is served with <see cref="MediaType"/>.</summary>
    public string[] Vague { get; init; } = [];

    /// <summary>Types that the start of such a file may show while its end is not yet received. An example is ZIP under <c>.docx</c>. The upload continues, and
    /// the whole file decides. If the whole file still has one of these types, the file is refused.</summary>
    public string[] Provisional { get; init; } = [];

    /// <summary>Whether the operator has configured the extension and its type. The extension is not on the published list.</summary>
    public bool IsCustom { get; init; }

    public bool HasExtension(string name) => string.Equals(Extension, name, StringComparison.OrdinalIgnoreCase);
}
