using System.Collections.Frozen;

namespace Parhelion.Core.Uploading;

/// <summary>
/// Lists the file extensions that may be uploaded, with their media types. A file can be accepted only if the list has both the extension and the media type of
/// the file.
/// </summary>
/// <remarks>
/// The default list is the list that Sunshine Conversations publishes for its file validation. An instance is immutable and safe for any number of threads. The
/// extension is the extension of the file name. The media type is the type with which the server serves the file. The two need not belong together. For
/// example, a JPEG file named <c>.png</c> is served as JPEG. The list must then have <c>png</c> and the media type of JPEG.
/// </remarks>
public sealed class AllowedFileTypes
{
    private readonly FrozenDictionary<string, AllowedFileType> byExtension;
    private readonly FrozenDictionary<string, AllowedFileType>.AlternateLookup<ReadOnlySpan<char>> byExtensionSpan;
    private readonly FrozenSet<string> mediaTypes;

    /// <summary>Allows the given extensions and no others.</summary>
    /// <param name="allowedExtensions">
    /// Names without the dot, in any case. Each is one of <see cref="DefaultExtensions"/>, or <see cref="AllDefaults"/> for all of these, or another
    /// extension with its media type, as in <c>md=text/markdown</c>.
    /// </param>
    /// <exception cref="ArgumentException">
    /// An entry is wrong. The message lists every unknown extension. Files of an extension without a type would be accepted or refused at random, so
    /// the server does not start with one.
    /// </exception>
    public AllowedFileTypes(IReadOnlyCollection<string> allowedExtensions)
    {
        ArgumentNullException.ThrowIfNull(allowedExtensions);
        var own = allowedExtensions.Where(entry => entry.Contains('=', StringComparison.Ordinal)).Select(ParseOwn).ToArray();
        if (own.GroupBy(type => type.Extension).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"\"{twice.Key}\" is listed twice. Give each extension one media type.", nameof(allowedExtensions));
        var allowed = allowedExtensions.Where(entry => !entry.Contains('=', StringComparison.Ordinal)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (allowed.Remove(AllDefaults)) allowed.UnionWith(DefaultExtensions);
        var unknown = allowed.Where(name => !DefaultFileTypes.All.Any(type => type.HasExtension(name))).ToArray();
        if (unknown.Length > 0)
        {
            throw new ArgumentException(
                $"Unknown file extensions: {string.Join(", ", unknown.Select(name => $"\"{name}\""))}. "
                + $"Known extensions: {string.Join(' ', DefaultExtensions)}. Any other extension needs its media type, as in md=text/markdown.",
                nameof(allowedExtensions));
        }

        byExtension = DefaultFileTypes.All
            .Where(type => allowed.Contains(type.Extension))
            .Concat(own)
            .ToFrozenDictionary(type => type.Extension, StringComparer.OrdinalIgnoreCase);
        byExtensionSpan = byExtension.GetAlternateLookup<ReadOnlySpan<char>>();
        mediaTypes = byExtension.Values
            .SelectMany(type => type.AlternativeTypes.Prepend(type.MediaType))
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Stands for all of <see cref="DefaultExtensions"/> in a list of extensions.</summary>
    public const string AllDefaults = "default";

    /// <summary>The 62 extensions of the published list, lower-case, in alphabetical order.</summary>
    public static IReadOnlyList<string> DefaultExtensions { get; } = [.. DefaultFileTypes.All.Select(type => type.Extension)];

    /// <summary>The whole published list.</summary>
    public static AllowedFileTypes Default { get; } = new(DefaultExtensions);

    /// <summary>Whether files with this extension (without the dot, in any case) may be uploaded.</summary>
    public bool AllowsExtension(ReadOnlySpan<char> extension) => byExtensionSpan.ContainsKey(extension);

    /// <summary>Returns the media type of files with this extension; null if the extension is not allowed. The type is the one that IANA has registered, or
    /// otherwise the name that browsers know. A file is served with another type if its bytes show a more exact type.</summary>
    public string? MediaTypeOf(string extension) => Find(extension)?.MediaType;

    /// <summary>Whether a type that was found in bytes belongs to an allowed extension.</summary>
    public bool AllowsMediaType(string mediaType) => mediaTypes.Contains(mediaType);

    /// <summary>Whether a type that was found in bytes belongs to one of some extensions.</summary>
    public bool AllowsMediaType(string mediaType, IReadOnlyCollection<string> extensions)
    {
        ArgumentNullException.ThrowIfNull(extensions);
        return extensions.Any(extension => Find(extension) is { } type &&
            type.AlternativeTypes.Prepend(type.MediaType).Contains(mediaType, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether every file that is served with this type was found to have this type. Some types that an operator can configure cannot be checked.
    /// Nothing guarantees the content of a file with such a type.</summary>
    public static bool IsCertain(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.Ordinal) || DefaultFileTypes.All.Any(type => type.MediaType == mediaType) || CustomFileTypeRules.IsShownByBytes(mediaType);

    private static AllowedFileType ParseOwn(string entry)
    {
        var at = entry.IndexOf('=', StringComparison.Ordinal);
        var (extension, mediaType) = (entry[..at].ToLowerInvariant(), entry[(at + 1)..].ToLowerInvariant());
        if (extension.Length is 0 or > 16 || !extension.All(char.IsAsciiLetterOrDigit) || !IsMediaType(mediaType))
            throw new ArgumentException($"\"{entry}\" is not an extension with its media type, as in md=text/markdown.", nameof(entry));
        if (DefaultFileTypes.All.Any(type => type.HasExtension(extension)))
            throw new ArgumentException($"\"{extension}\" already has a media type, which cannot be changed.", nameof(entry));
        if (CustomFileTypeRules.IsRunning(mediaType))
            throw new ArgumentException($"\"{entry}\" has a media type that programs or browsers execute; such files are refused with every extension.", nameof(entry));

        return new AllowedFileType(extension, mediaType) { IsCustom = true };
    }

    private static bool IsMediaType(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2 && parts.All(part => part.Length is > 0 and <= 100 && part.All(c => char.IsAsciiLetterOrDigit(c) || "!#$&-^_.+".Contains(c, StringComparison.Ordinal)));
    }

    /// <summary>Returns the entry of an allowed extension, or null.</summary>
    internal AllowedFileType? Find(ReadOnlySpan<char> extension) => byExtensionSpan.TryGetValue(extension, out var type) ? type : null;
}
