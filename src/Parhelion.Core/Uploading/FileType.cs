namespace Parhelion.Core.Uploading;

/// <summary>What is known about one extension.</summary>
/// <param name="Extension">Lower-case, without the dot.</param>
/// <param name="MediaType">The type of such files when the bytes do not say it better.</param>
internal sealed record FileType(string Extension, string MediaType)
{
    /// <summary>Whether it is a text format, which has no magic number: any text may carry this extension.</summary>
    public bool IsText { get; init; }

    /// <summary>Further types that genuine files of this extension are found to have; they are answered as found.</summary>
    public string[] Also { get; init; } = [];

    /// <summary>
    /// Types that are true but less than the extension says (an MP4 that may be sound alone, an Office document behind a password).
    /// When the bytes say one of these, the answer is <see cref="MediaType"/>.
    /// </summary>
    public string[] Vague { get; init; } = [];

    /// <summary>
    /// What the start of such a file may look like while its end is out of sight (a ZIP under <c>.docx</c>). The file is taken in, and the end
    /// of the upload decides; that such a file is no more than this is then a reason to refuse it.
    /// </summary>
    public string[] Provisional { get; init; } = [];

    /// <summary>Whether the extension is not on the published list: an operator has named it, with its type.</summary>
    public bool IsOwn { get; init; }

    public bool HasExtension(string name) => string.Equals(Extension, name, StringComparison.OrdinalIgnoreCase);
}
