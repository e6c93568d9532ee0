using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading;

/// <summary>
/// Lists the 62 file extensions that are accepted by default, with their media types. The current file validation of Sunshine Conversations has the same
/// extensions.
/// </summary>
/// <remarks>
/// The media types are those that IANA has registered, or otherwise the names that browsers know. An example of a registered type is <c>audio/ogg</c> for Opus
/// (RFC 7845, section 9). The extensions are the 59 of the older list of Sunshine Conversations, and <c>caf</c>, <c>pkpass</c> and <c>usdz</c>.
/// </remarks>
internal static class DefaultFileTypes
{
    public static IReadOnlyList<AllowedFileType> All { get; } =
    [
        new("3g2", MediaTypes.ThreeGpp2),
        new("3gp", MediaTypes.ThreeGpp),
        new("7z", "application/x-7z-compressed"),
        new("aac", MediaTypes.Aac),
        new("amr", MediaTypes.Amr) { AlternativeTypes = [MediaTypes.AmrWideband] },
        new("avi", MediaTypes.Avi),
        new("bmp", MediaTypes.Bmp),
        new("caf", MediaTypes.Caf),
        Text("csv", MediaTypes.Csv),
        new("doc", MediaTypes.Doc) { Vague = [MediaTypes.OleEncrypted], Provisional = [MediaTypes.Ole] },
        new("docx", MediaTypes.Docx) { Vague = [MediaTypes.OleEncrypted], Provisional = [MediaTypes.Zip, MediaTypes.Ole] },
        Text("eml", MediaTypes.Mail),
        new("gif", MediaTypes.Gif),
        new("heic", MediaTypes.Heic) { AlternativeTypes = [MediaTypes.HeicSequence] },
        new("heif", MediaTypes.Heif) { AlternativeTypes = [MediaTypes.HeifSequence] },
        Text("ics", MediaTypes.Calendar),
        new("jfif", MediaTypes.Jpeg),
        new("jpeg", MediaTypes.Jpeg),
        new("jpg", MediaTypes.Jpeg),
        new("key", MediaTypes.Keynote) { Vague = [MediaTypes.IWork], Provisional = [MediaTypes.Zip] },
        Text("log", MediaTypes.PlainText),
        new("m4a", MediaTypes.Mp4Audio) { Vague = [MediaTypes.Mp4] },
        new("m4v", MediaTypes.M4v),
        new("mov", MediaTypes.QuickTime),
        new("mp3", MediaTypes.MpegAudio),
        new("mp4", MediaTypes.Mp4),
        new("mp4a", MediaTypes.Mp4Audio) { Vague = [MediaTypes.Mp4] },
        new("mpeg", MediaTypes.Mpeg) { AlternativeTypes = [MediaTypes.MpegTransport] },
        new("mpg", MediaTypes.Mpeg) { AlternativeTypes = [MediaTypes.MpegTransport] },
        new("mpga", MediaTypes.MpegAudio),
        Text("neon", MediaTypes.PlainText),
        new("numbers", MediaTypes.Numbers) { Vague = [MediaTypes.IWork], Provisional = [MediaTypes.Zip] },
        new("odt", MediaTypes.Odt) { Vague = [MediaTypes.OpenDocument], Provisional = [MediaTypes.Zip] },
        new("oga", MediaTypes.OggAudio) { Vague = [MediaTypes.Ogg] },
        new("ogg", MediaTypes.OggAudio) { AlternativeTypes = [MediaTypes.Ogg] },
        new("ogv", MediaTypes.OggVideo) { Vague = [MediaTypes.Ogg] },
        new("opus", MediaTypes.OggAudio) { Vague = [MediaTypes.Ogg] },
        new("pages", MediaTypes.Pages) { Vague = [MediaTypes.IWork], Provisional = [MediaTypes.Zip] },
        new("pdf", MediaTypes.Pdf),
        new("pkpass", MediaTypes.Pkpass) { Provisional = [MediaTypes.Zip] },
        new("png", MediaTypes.Png),
        new("pps", MediaTypes.Ppt) { Vague = [MediaTypes.OleEncrypted], Provisional = [MediaTypes.Ole] },
        new("ppsx", MediaTypes.Ppsx) { Vague = [MediaTypes.Pptx, MediaTypes.OleEncrypted], Provisional = [MediaTypes.Zip, MediaTypes.Ole] },
        new("ppt", MediaTypes.Ppt) { Vague = [MediaTypes.OleEncrypted], Provisional = [MediaTypes.Ole] },
        new("pptx", MediaTypes.Pptx) { Vague = [MediaTypes.OleEncrypted], Provisional = [MediaTypes.Zip, MediaTypes.Ole] },
        new("qt", MediaTypes.QuickTime),
        Text("svg", MediaTypes.Svg),
        new("tif", MediaTypes.Tiff),
        new("tiff", MediaTypes.Tiff),
        Text("txt", MediaTypes.PlainText),
        new("usdz", MediaTypes.Usdz) { Provisional = [MediaTypes.Zip] },
        Text("vcf", MediaTypes.VCard),
        new("wav", MediaTypes.Wav),
        new("webm", MediaTypes.WebM),
        new("webp", MediaTypes.WebP),
        new("wmv", MediaTypes.Wmv) { Vague = [MediaTypes.Asf] },
        new("xls", MediaTypes.Xls) { Vague = [MediaTypes.OleEncrypted], Provisional = [MediaTypes.Ole] },
        new("xlsx", MediaTypes.Xlsx) { Vague = [MediaTypes.OleEncrypted], Provisional = [MediaTypes.Zip, MediaTypes.Ole] },
        Text("xml", MediaTypes.Xml),
        Text("yaml", MediaTypes.Yaml),
        Text("yml", MediaTypes.Yaml),
        new("zip", MediaTypes.Zip),
    ];

    /// <summary>Whether a published extension that is not a text format has this type.</summary>
    public static bool HasBinaryType(string mediaType) => All.Any(type => !type.IsText && (type.MediaType == mediaType || type.AlternativeTypes.Contains(mediaType)));

    private static AllowedFileType Text(string extension, string mediaType) => new(extension, mediaType) { IsText = true };
}
