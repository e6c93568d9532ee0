using System.Collections.Frozen;

namespace Parhelion.Core.Uploading;

/// <summary>
/// The extensions that may be uploaded, and the media types that belong to them. The list is the one that the
/// Sunshine Conversations file validation publishes: a file passes when its extension is listed and the type found in
/// its bytes belongs to <em>some</em> listed extension, not necessarily its own.
/// </summary>
/// <remarks>Immutable and safe for any number of threads.</remarks>
public sealed class FileTypes
{
    private readonly FrozenDictionary<string, FileType> byExtension;
    private readonly FrozenDictionary<string, FileType>.AlternateLookup<ReadOnlySpan<char>> byExtensionSpan;
    private readonly FrozenSet<string> mediaTypes;

    /// <summary>Allows the given extensions and no others.</summary>
    /// <param name="allowedExtensions">Names without the dot, in any case; each must be one of <see cref="DefaultExtensions"/>.</param>
    /// <exception cref="ArgumentException">
    /// A name is not known. The message lists every unknown name: an extension that we cannot recognise from bytes would
    /// pass or fail at random, so it is refused at start.
    /// </exception>
    public FileTypes(IReadOnlyCollection<string> allowedExtensions)
    {
        ArgumentNullException.ThrowIfNull(allowedExtensions);
        var allowed = new HashSet<string>(allowedExtensions, StringComparer.OrdinalIgnoreCase);
        var unknown = allowed.Where(name => !FileTypeTable.All.Any(type => type.HasExtension(name))).ToArray();
        if (unknown.Length > 0)
        {
            throw new ArgumentException(
                $"Unknown file extensions: {string.Join(", ", unknown.Select(name => $"\"{name}\""))}. "
                + $"Known are: {string.Join(' ', DefaultExtensions)}.",
                nameof(allowedExtensions));
        }

        byExtension = FileTypeTable.All
            .Where(type => allowed.Contains(type.Extension))
            .ToFrozenDictionary(type => type.Extension, StringComparer.OrdinalIgnoreCase);
        byExtensionSpan = byExtension.GetAlternateLookup<ReadOnlySpan<char>>();
        mediaTypes = byExtension.Values
            .SelectMany(type => type.Also.Prepend(type.MediaType))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The 62 extensions of the published list, lower-case, in alphabetical order.</summary>
    public static IReadOnlyList<string> DefaultExtensions { get; } = [.. FileTypeTable.All.Select(type => type.Extension)];

    /// <summary>The whole published list.</summary>
    public static FileTypes Default { get; } = new(DefaultExtensions);

    /// <summary>Whether files with this extension (without the dot, any case) may be uploaded.</summary>
    public bool AllowsExtension(ReadOnlySpan<char> extension) => byExtensionSpan.ContainsKey(extension);

    /// <summary>
    /// The media type that files of this extension have when their bytes do not say it better, or null when the extension
    /// is not allowed. IANA's registration where there is one, otherwise the name that browsers know.
    /// </summary>
    public string? MediaTypeOf(string extension) => Find(extension)?.MediaType;

    /// <summary>Whether a type that was found in bytes belongs to an allowed extension.</summary>
    public bool AllowsMediaType(string mediaType) => mediaTypes.Contains(mediaType);

    /// <summary>The row of an allowed extension, or null.</summary>
    internal FileType? Find(ReadOnlySpan<char> extension) => byExtensionSpan.TryGetValue(extension, out var type) ? type : null;
}
