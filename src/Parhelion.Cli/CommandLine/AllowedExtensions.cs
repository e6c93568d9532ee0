namespace Parhelion.Cli.CommandLine;

/// <summary>The extensions of file names that the API documents. A server may allow more.</summary>
internal static class AllowedExtensions
{
    public const string All =
        "3g2 3gp 7z aac amr avi bmp caf csv doc docx eml gif heic heif ics jfif jpeg jpg key log m4a m4v mov mp3 mp4 mp4a mpeg mpg mpga neon numbers odt oga "
        + "ogg ogv opus pages pdf pkpass png pps ppsx ppt pptx qt svg tif tiff txt usdz vcf wav webm webp wmv xls xlsx xml yaml yml zip";
}
