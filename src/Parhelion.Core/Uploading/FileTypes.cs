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
    /// <param name="allowedExtensions">
    /// Names without the dot, in any case. Each is one of <see cref="DefaultExtensions"/>, or <see cref="AllDefaults"/> for all of these, or an
    /// extension with a media type of one's own, as in <c>md=text/markdown</c>.
    /// </param>
    /// <exception cref="ArgumentException">
    /// An entry is wrong. The message lists every unknown name: an extension without a type would pass or fail at random, so it is refused at start.
    /// </exception>
    public FileTypes(IReadOnlyCollection<string> allowedExtensions)
    {
        ArgumentNullException.ThrowIfNull(allowedExtensions);
        var own = allowedExtensions.Where(entry => entry.Contains('=', StringComparison.Ordinal)).Select(ParseOwn).ToArray();
        if (own.GroupBy(type => type.Extension).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"\"{twice.Key}\" is named twice, with a type each.", nameof(allowedExtensions));
        var allowed = allowedExtensions.Where(entry => !entry.Contains('=', StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (allowed.Remove(AllDefaults)) allowed.UnionWith(DefaultExtensions);
        var unknown = allowed.Where(name => !FileTypeTable.All.Any(type => type.HasExtension(name))).ToArray();
        if (unknown.Length > 0)
        {
            throw new ArgumentException(
                $"Unknown file extensions: {string.Join(", ", unknown.Select(name => $"\"{name}\""))}. "
                + $"Known are: {string.Join(' ', DefaultExtensions)}. Any other needs its type, as in md=text/markdown.",
                nameof(allowedExtensions));
        }

        byExtension = FileTypeTable.All
            .Where(type => allowed.Contains(type.Extension))
            .Concat(own)
            .ToFrozenDictionary(type => type.Extension, StringComparer.OrdinalIgnoreCase);
        byExtensionSpan = byExtension.GetAlternateLookup<ReadOnlySpan<char>>();
        mediaTypes = byExtension.Values
            .SelectMany(type => type.Also.Prepend(type.MediaType))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Stands for all of <see cref="DefaultExtensions"/> in a list of extensions.</summary>
    public const string AllDefaults = "default";

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

    /// <summary>
    /// Whether files that are served with this type were found to be of it. Types that an operator gives to extensions may be others, and then
    /// nothing vouches for the bytes.
    /// </summary>
    public static bool IsCertain(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.Ordinal) || FileTypeTable.All.Any(type => type.MediaType == mediaType) || CustomFileTypes.IsShownByBytes(mediaType);

    private static FileType ParseOwn(string entry)
    {
        var at = entry.IndexOf('=', StringComparison.Ordinal);
        var (extension, mediaType) = (entry[..at].ToLowerInvariant(), entry[(at + 1)..].ToLowerInvariant());
        if (extension.Length is 0 or > 16 || !extension.All(char.IsAsciiLetterOrDigit) || !IsMediaType(mediaType))
            throw new ArgumentException($"\"{entry}\" is not an extension and its media type, as in md=text/markdown.", nameof(entry));
        if (FileTypeTable.All.Any(type => type.HasExtension(extension)))
            throw new ArgumentException($"\"{extension}\" has its type already and cannot be given another one.", nameof(entry));
        if (CustomFileTypes.IsRunning(mediaType))
            throw new ArgumentException($"\"{entry}\" names a type that programs or browsers run; such files are refused under every extension.", nameof(entry));

        return new FileType(extension, mediaType) { IsOwn = true };
    }

    private static bool IsMediaType(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2 && parts.All(part => part.Length is > 0 and <= 100 && part.All(c => char.IsAsciiLetterOrDigit(c) || "!#$&-^_.+".Contains(c, StringComparison.Ordinal)));
    }

    /// <summary>The row of an allowed extension, or null.</summary>
    internal FileType? Find(ReadOnlySpan<char> extension) => byExtensionSpan.TryGetValue(extension, out var type) ? type : null;
}
