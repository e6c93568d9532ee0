namespace Parhelion.Core.Blobs;

/// <summary>Tells the time by the clock that stamps files: that of the machine, or that of the server of a network file system.</summary>
internal static class DiskClock
{
    /// <summary>Makes a file in the folder <c>staging</c>, looks when the file system says that was, and deletes it.</summary>
    public static DateTimeOffset Now(string root)
    {
        var probe = Path.Combine(root, "staging", $"clock-{BlobKey.New()}");
        using var handle = File.OpenHandle(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        return new DateTimeOffset(File.GetLastWriteTimeUtc(handle));
    }
}
