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
    /// Types that are true but less than the extension says (a ZIP whose inside cannot be told under <c>.docx</c>, a password around it).
    /// When the bytes say one of these, the answer is <see cref="MediaType"/>.
    /// </summary>
    public string[] Vague { get; init; } = [];

    public bool HasExtension(string name) => string.Equals(Extension, name, StringComparison.OrdinalIgnoreCase);
}
