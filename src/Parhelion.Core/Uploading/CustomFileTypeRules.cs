using System.Collections.Frozen;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading;

/// <summary>
/// Decides whether a file is accepted with the media type that the operator has configured for its extension. An example of such a setting is
/// <c>md=text/markdown</c>.
/// </summary>
/// <remarks>The rule depends on the configured type:
/// <list type="bullet">
/// <item>If the server can recognise the type by the bytes of a file, the bytes must have this type.</item>
/// <item>Otherwise, if the type begins with <c>text/</c>, the file must be text.</item>
/// <item>Otherwise every file is accepted, with two exceptions. The bytes must not show that the file is executable, unless the operator has configured this
/// executable type. The bytes must not have the binary type of a default extension (<see cref="DefaultFileTypes"/>), except ZIP, because files of the
/// configured type may be ZIP archives.</item>
/// </list>
/// A file that these rules do not accept may still be accepted with the type of its bytes (<see cref="FileValidator"/>).
/// </remarks>
internal static class CustomFileTypeRules
{
    /// <summary>Types that programs, systems and browsers execute. No extension can be given such a type.</summary>
    private static readonly FrozenSet<string> Running = new[]
    {
        MediaTypes.Html, MediaTypes.Xhtml, MediaTypes.Svg, MediaTypes.Php, MediaTypes.Executable, MediaTypes.MachO, MediaTypes.Installer,
        "text/javascript", "application/javascript", "application/ecmascript", "application/x-javascript", "text/ecmascript", "text/vbscript",
        "application/hta", "application/x-msdownload", "application/x-msi", "application/x-msdos-program", "application/x-sh", "application/x-bat",
        "text/x-shellscript", "text/x-asp", "text/x-msdos-batch", "application/x-desktop", "application/x-mswinurl", "text/x-ms-regedit",
        "application/x-executable", "application/wasm", "application/x-dex", "application/java-vm", "application/x-ms-shortcut",
        "application/x-chrome-extension", "application/vnd.ms-htmlhelp", "application/x-shockwave-flash", "application/x-navi-animation",
        "multipart/related", "application/x-mimearchive",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Types that are executed only in a program of their own. Such a type is accepted if the operator has configured it.</summary>
    private static readonly string[] ExecutableOnOtherSystems = [MediaTypes.OfficeMacros, MediaTypes.OdtMacros, MediaTypes.JavaArchive, MediaTypes.AndroidPackage];

    /// <summary>Other names of types that are recognised by their bytes.</summary>
    private static readonly (string Found, string Named)[] Aliases =
    [
        (MediaTypes.WebM, "audio/webm"),
        (MediaTypes.Matroska, "video/matroska"),
        (MediaTypes.Matroska, "audio/x-matroska"),
        (MediaTypes.Mp4, MediaTypes.Mp4Audio),
        (MediaTypes.Flac, "audio/x-flac"),
        (MediaTypes.Rtf, "text/rtf"),
        (MediaTypes.Wav, "audio/x-wav"),
        (MediaTypes.Zip, "application/x-zip-compressed"),
        ("application/vnd.rar", "application/x-rar-compressed"),
        ("application/gzip", "application/x-gzip"),
        ("image/vnd.microsoft.icon", "image/x-icon"),
    ];

    /// <summary>Types that are recognised by their bytes for certain.</summary>
    private static readonly FrozenSet<string> InlineTypes = DefaultFileTypes.All
        .Where(type => !type.IsText)
        .SelectMany(type => type.AlternativeTypes.Prepend(type.MediaType))
        .Concat(FileSignatures.Types)
        .Concat(Aliases.Select(alias => alias.Named))
        .Append(MediaTypes.Matroska).Append("image/avif").Append("audio/x-aiff").Append("audio/x-ms-wma").Append(MediaTypes.Ogg)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the type is recognised by its bytes for certain, so that every file that is served with it really has it.</summary>
    public static bool IsShownByBytes(string mediaType) => InlineTypes.Contains(mediaType);

    /// <summary>Whether the type is executable, so that no extension can be given it.</summary>
    public static bool IsRunning(string mediaType) => Running.Contains(mediaType);

    /// <summary>Whether a file is accepted under an extension of this type, and is served with this type.</summary>
    /// <param name="mediaType">The type that the operator has configured.</param>
    /// <param name="detected">The type that was found in the bytes, or null.</param>
    /// <param name="isText">Whether the file is text that is not executable.</param>
    public static bool Accepts(string mediaType, string? detected, bool isText)
    {
        if (detected is not null && IsNameOf(mediaType, detected)) return true;
        if (isText) return !InlineTypes.Contains(mediaType);
        if (InlineTypes.Contains(mediaType) || IsTextType(mediaType)) return false;
        return detected is null || !(Running.Contains(detected) || ExecutableOnOtherSystems.Contains(detected) || DefaultFileTypes.HasBinaryType(detected));
    }

    private static bool IsNameOf(string mediaType, string detected) =>
        mediaType.Equals(detected, StringComparison.OrdinalIgnoreCase)
        || Aliases.Any(alias => alias.Found == detected && alias.Named.Equals(mediaType, StringComparison.OrdinalIgnoreCase))
        || (detected == MediaTypes.OfficeMacros && mediaType.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase))
        // Other formats that are ZIP archives cannot be recognised.
        || (detected == MediaTypes.Zip && !IsShownByBytes(mediaType) && !IsTextType(mediaType));

    private static bool IsTextType(string mediaType) => mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase);
}
