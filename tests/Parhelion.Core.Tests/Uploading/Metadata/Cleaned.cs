using Parhelion.Core.Uploading.Metadata;

namespace Parhelion.Core.Tests.Uploading.Metadata;

/// <summary>Files without their metadata.</summary>
internal static class Cleaned
{
    /// <summary>Returns a file without its metadata; <c>null</c> if it is refused.</summary>
    public static byte[]? Of(ReadOnlySpan<byte> bytes, MetadataRemovalLevel removal, string mediaType)
    {
        using var file = new SpooledFile(Path.GetTempPath());
        file.Append(bytes);
        try
        {
            FileMetadataCleaner.Run(file, removal, mediaType);
        }
        catch (MetadataFormatException)
        {
            return null;
        }

        var result = new byte[file.CleanedLength];
        using var stream = file.OpenCleaned().AsStream();
        stream.ReadExactly(result);
        Assert.Equal(-1, stream.ReadByte());
        return result;
    }
}
