namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Names of media types that several classes use.</summary>
internal static class MediaTypes
{
    public const string Aac = "audio/aac";
    public const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    public const string Ppsx = "application/vnd.openxmlformats-officedocument.presentationml.slideshow";
    public const string Doc = "application/msword";
    public const string Xls = "application/vnd.ms-excel";
    public const string Ppt = "application/vnd.ms-powerpoint";
    public const string Odt = "application/vnd.oasis.opendocument.text";
    public const string Pages = "application/vnd.apple.pages";
    public const string Numbers = "application/vnd.apple.numbers";
    public const string Keynote = "application/vnd.apple.keynote";
    public const string Pkpass = "application/vnd.apple.pkpass";
    public const string Usdz = "model/vnd.usdz+zip";
    public const string JavaArchive = "application/java-archive";
    public const string AndroidPackage = "application/vnd.android.package-archive";
    public const string VisioDrawing = "application/vnd.ms-visio.drawing";
    public const string Xps = "application/vnd.ms-xpsdocument";
    public const string Installer = "application/x-msi";
    public const string Outlook = "application/vnd.ms-outlook";
    public const string Visio = "application/vnd.visio";
    public const string Publisher = "application/x-mspublisher";
    public const string Pdf = "application/pdf";
    public const string Rtf = "application/rtf";
    public const string Zip = "application/zip";

    /// <summary>An OLE2 compound file whose streams are not in view, or belong to no known program.</summary>
    public const string Ole = "application/x-ole-storage";

    /// <summary>An Office package with macros, or a binary workbook. No listed extension has these kinds.</summary>
    public const string OfficeMacros = "application/vnd.ms-office.macroEnabled";

    /// <summary>An OpenDocument text with macros. The name is Parhelion's own, because OpenDocument has no type for it.</summary>
    public const string OdtMacros = "application/vnd.oasis.opendocument.text.macroEnabled";

    /// <summary>An OpenDocument package that does not declare its kind. The name is Parhelion's own.</summary>
    public const string OpenDocument = "application/x-opendocument";

    /// <summary>A document of Pages, Numbers or Keynote whose entries do not show which. The name is Parhelion's own.</summary>
    public const string IWork = "application/x-iwork";

    /// <summary>An Office package with a password: an OLE2 compound file that contains the encrypted ZIP.</summary>
    public const string OleEncrypted = "application/x-ole-encrypted";

    public const string Amr = "audio/amr";
    public const string AmrWideband = "audio/amr-wb";
    public const string Caf = "audio/x-caf";
    public const string Mp4Audio = "audio/mp4";
    public const string Flac = "audio/flac";
    public const string MpegAudio = "audio/mpeg";
    public const string OggAudio = "audio/ogg";
    public const string OggVideo = "video/ogg";
    public const string Ogg = "application/ogg";
    public const string Wav = "audio/wav";

    public const string Mp4 = "video/mp4";
    public const string M4v = "video/x-m4v";
    public const string QuickTime = "video/quicktime";
    public const string ThreeGpp = "video/3gpp";
    public const string ThreeGpp2 = "video/3gpp2";
    public const string Mpeg = "video/mpeg";
    public const string MpegTransport = "video/mp2t";
    public const string Avi = "video/x-msvideo";
    public const string WebM = "video/webm";
    public const string Matroska = "video/x-matroska";
    public const string Wmv = "video/x-ms-wmv";
    public const string Asf = "video/x-ms-asf";

    public const string Bmp = "image/bmp";
    public const string Gif = "image/gif";
    public const string Heic = "image/heic";
    public const string HeicSequence = "image/heic-sequence";
    public const string Heif = "image/heif";
    public const string HeifSequence = "image/heif-sequence";
    public const string Jpeg = "image/jpeg";
    public const string Png = "image/png";
    public const string Svg = "image/svg+xml";
    public const string Tiff = "image/tiff";
    public const string WebP = "image/webp";

    public const string Html = "text/html";
    public const string Xhtml = "application/xhtml+xml";
    public const string Xml = "application/xml";
    public const string PlainText = "text/plain";
    public const string Calendar = "text/calendar";
    public const string Csv = "text/csv";
    public const string VCard = "text/vcard";
    public const string Mail = "message/rfc822";
    public const string Yaml = "application/yaml";
    public const string Php = "text/x-php";
    public const string Executable = "application/x-dosexec";
    public const string MachO = "application/x-mach-binary";
}
