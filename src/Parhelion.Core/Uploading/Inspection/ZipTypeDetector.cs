using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>
/// Determines the type of a ZIP archive after the upload is complete. An Office or OpenDocument package has an entry that declares the type. If no entry
/// declares a known type, the names of all entries show the type.
/// </summary>
/// <remarks>Office packages and OpenDocument texts with macros have types of their own. By default, the server refuses files of these types. An Office package
/// without macros counts as a plain ZIP archive if its directory or its list of content types cannot be read, or if it has more than one such list.</remarks>
internal static class ZipTypeDetector
{
    private const int MimetypeBytes = 128;

    public static async ValueTask<string> DetectAsync(StagedUploadReadBuffer window)
    {
        var directory = new ZipDirectory(window);
        await directory.ReadAsync();
        var names = directory.Names;
        if (names.HasContentTypes) return await PackageTypeAsync(window, directory);
        if (directory.Mimetype is { } entry && await ZipEntryReader.ReadAsync(window, entry, ReadMimetype) is { } declared)
            return declared == MediaTypes.Odt && names.HasOdfMacros ? MediaTypes.OdtMacros : declared;
        if (directory.BeginsWithScene) return MediaTypes.Usdz;
        return names.TypeOfCompleteArchive is MediaTypes.OpenDocument && names.HasOdfMacros ? MediaTypes.OdtMacros : names.TypeOfCompleteArchive;
    }

    private static async ValueTask<string> PackageTypeAsync(StagedUploadReadBuffer window, ZipDirectory directory)
    {
        var names = directory.Names;
        if (names.HasOfficeMacros) return MediaTypes.OfficeMacros;
        if (!directory.IsComplete || directory.HasManyContentTypes || directory.ContentTypes is not { } entry) return MediaTypes.Zip;
        if (await ZipEntryReader.ReadAsync(window, entry, PackageContentTypes.Read) is not { } types) return MediaTypes.Zip;
        return types.HasMacros ? MediaTypes.OfficeMacros : types.Type ?? names.Part ?? names.TypeOfCompleteArchive;
    }

    private static string? ReadMimetype(Stream content)
    {
        Span<byte> text = stackalloc byte[MimetypeBytes];
        try
        {
            var read = content.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            return ZipSniffer.TypeOf(text[..read].TrimEnd("\r\n "u8));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
