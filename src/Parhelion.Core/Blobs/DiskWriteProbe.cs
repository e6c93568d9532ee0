namespace Parhelion.Core.Blobs;

/// <summary>
/// Tests whether the disk can store uploads. The test writes and flushes a small file in <c>staging/</c>, renames the file into <c>blobs/</c>, and flushes this
/// folder. If a step fails, the test fails, because an upload would fail too.
/// </summary>
/// <remarks>The test deletes the file at the end. Without full durability nothing is flushed.</remarks>
internal static class DiskWriteProbe
{
    /// <summary>Runs the test on the calling thread.</summary>
    /// <exception cref="IOException">An upload would fail.</exception>
    /// <exception cref="UnauthorizedAccessException">An upload would fail.</exception>
    public static void Run(string staging, string blobs, Durability durability)
    {
        var (staged, published) = (Path.Combine(staging, BlobNames.ProbeName), Path.Combine(blobs, BlobNames.ProbeName));
        File.Delete(staged);
        File.Delete(published);
        try
        {
            using (var file = NativeFileOperations.Create(staged))
            {
                RandomAccess.Write(file, "ready"u8, 0);
                if (durability == Durability.Full) DiskFlush.File(file, "the file of the readiness check");
            }

            NativeFileOperations.Rename(staged, published);
            if (durability == Durability.Full) DiskFlush.Folder(blobs);
        }
        catch
        {
            TryDelete(staged);
            throw;
        }
        finally
        {
            TryDelete(published);
        }
    }

    // Deletion errors are ignored, so that the first failure is the one that is reported.
    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next probe deletes the file, or fails because it cannot.
        }
    }
}
