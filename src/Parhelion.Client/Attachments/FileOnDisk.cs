namespace Parhelion;

/// <summary>Opens the path of an upload: a file any number of times, and a pipe once.</summary>
internal sealed class FileOnDisk(string path)
{
    private int pipes;

    /// <summary>Whether the path was opened and cannot seek, such as a FIFO or <c>/dev/stdin</c>.</summary>
    public bool IsPipe => Volatile.Read(ref pipes) > 0;

    /// <summary>Opens the path.</summary>
    /// <exception cref="SourceConsumedException">The path is a pipe that was opened before. A second opening would get the unread rest of its
    /// bytes, or wait for a writer.</exception>
    public UploadReader Open()
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
            if (file.CanSeek) return new OwnedStreamReader(file, Length(file));
            // A handler may send two requests at the same time. The second must not get the rest of the bytes.
            return Interlocked.Increment(ref pipes) == 1 ? new OwnedStreamReader(file, length: null) : throw new SourceConsumedException();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // Files of the kernel, such as those in /proc, have the length 0 and bytes all the same. They are sent in chunks, as pipes are.
    private static long? Length(FileStream file)
    {
        if (file.Length is > 0 and var length) return length;
        if (file.ReadByte() < 0) return 0;
        file.Position = 0;
        return null;
    }
}
