namespace Parhelion;

/// <summary>What tells two versions of a file on disk apart.</summary>
/// <param name="Written">Time of the last write.</param>
/// <param name="Length">Length in bytes.</param>
internal readonly record struct FileVersion(DateTime Written, long Length)
{
    public static FileVersion Of(FileStream file) => new(File.GetLastWriteTimeUtc(file.SafeFileHandle), file.Length);

    /// <summary>Requires that an open file still is of this version.</summary>
    /// <exception cref="IOException">The file was written to.</exception>
    public void Require(FileStream file)
    {
        if (Of(file) != this) throw new IOException("The source changed during the upload.");
    }
}
