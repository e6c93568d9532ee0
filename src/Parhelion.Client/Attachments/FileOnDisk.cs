namespace Parhelion;

/// <summary>Opens the path of an upload: a file any number of times, and a pipe once.</summary>
internal sealed class FileOnDisk(string path)
{
    private int pipes;
    private DateTime? firstWritten;

    /// <summary>Whether the path was opened and cannot seek, such as a FIFO or <c>/dev/stdin</c>.</summary>
    public bool IsPipe => Volatile.Read(ref pipes) > 0;

    /// <summary>Returns the length of a regular file; <c>null</c> for anything else. It does not open the path, because a pipe can be opened only
    /// once.</summary>
    public long? SeekableLength()
    {
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            return target is FileInfo { Exists: true, Length: > 0 and var length } ? length : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Opening the file will tell the caller more.
            return null;
        }
    }

    /// <summary>Requires that the path exists, also if it is a pipe.</summary>
    /// <exception cref="FileNotFoundException">It does not exist.</exception>
    public void RequireExists()
    {
        if (!Path.Exists(path)) throw new FileNotFoundException($"Could not find file '{path}'.", path);
    }

    /// <summary>Opens the path.</summary>
    /// <param name="offset">Number of bytes to leave out. Only a regular file takes another than 0.</param>
    /// <exception cref="SourceConsumedException">The path is a pipe that was opened before. A second opening would get the unread rest of its
    /// bytes, or wait for a writer.</exception>
    public UploadReader Open(long offset)
    {
        if (IsPipe) throw new SourceConsumedException();
        var file = new FileStream(path, new FileStreamOptions
        {
            Access = FileAccess.Read,
            Mode = FileMode.Open,
            Share = FileShare.Read,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            BufferSize = 0,
        });
        try
        {
            if (file.CanSeek) return OpenAt(file, offset);
            // A handler may send two requests at the same time. The second must not get the rest of the bytes.
            return Interlocked.Increment(ref pipes) == 1 ? new OwnedStreamReader(file, length: null) : throw new SourceConsumedException();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // The parts of a resumable upload must be of one version of the file. One that begins anew may be of another.
    private UploadReader OpenAt(FileStream file, long offset)
    {
        var version = FileVersion.Of(file);
        if (offset == 0) firstWritten = version.Written;
        firstWritten ??= version.Written;
        if (firstWritten != version.Written) throw new IOException("The source changed during the upload.");
        if (offset > 0) file.Position = offset;
        return version.Length > 0 ? new FileReader(file, version) : new OwnedStreamReader(file, LengthOfEmpty(file));
    }

    // Files of the kernel, such as those in /proc, have the length 0 and bytes all the same. They are sent in chunks, as pipes are.
    private static long? LengthOfEmpty(FileStream file)
    {
        if (file.ReadByte() < 0) return 0;
        file.Position = 0;
        return null;
    }
}
