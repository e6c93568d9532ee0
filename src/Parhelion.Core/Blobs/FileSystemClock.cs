namespace Parhelion.Core.Blobs;

/// <summary>Reads the clock from which files get their times. On a network file system, this is the clock of the file server. On a local file system, it is the
/// clock of the local machine.</summary>
internal static class FileSystemClock
{
    /// <summary>Creates a file in the folder <c>staging</c>, reads its last write time, and deletes it.</summary>
    public static DateTimeOffset Now(string root)
    {
        var probe = Path.Combine(root, "staging", $"clock-{BlobKey.New()}");
        using var handle = File.OpenHandle(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        return new DateTimeOffset(File.GetLastWriteTimeUtc(handle));
    }
}
