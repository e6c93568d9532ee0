namespace Parhelion.Core.Blobs;

/// <summary>Finds out whether the file system of a store can keep small blobs in segments (files that each hold many blobs). Erasing a blob makes a hole in its
/// segment: the file system frees the range of the blob, which then reads as zeros. This class therefore tries to make a hole in a file.</summary>
internal static class SegmentFileSystemCheck
{
    /// <summary>Writes a file and makes a hole in it. False on other systems than Linux, on btrfs (where a hole does not free the space of one part of a
    /// write), and where the hole does not read as zeros.</summary>
    /// <param name="staging">The folder <c>staging</c> of the store.</param>
    /// <param name="isBtrfs">Whether it is on btrfs.</param>
    public static bool Find(string staging, bool isBtrfs)
    {
        if (!LibcConstants.IsLinux64 || isBtrfs) return false;
        var path = Path.Combine(staging, $"hole-{BlobKey.New()}");
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
            var bytes = new byte[2 * SegmentFile.Alignment];
            Array.Fill(bytes, (byte)1);
            RandomAccess.Write(file, bytes, 0);
            return SegmentFile.TryPunch(file, 0, SegmentFile.Alignment) && RandomAccess.Read(file, bytes, 0) == bytes.Length &&
                !bytes.AsSpan(0, SegmentFile.Alignment).ContainsAnyExcept((byte)0) && !bytes.AsSpan(SegmentFile.Alignment).ContainsAnyExcept((byte)1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whatever is wrong here is wrong for a file of a blob too, and is reported there.
            return false;
        }
    }
}
