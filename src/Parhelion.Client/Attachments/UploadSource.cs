namespace Parhelion.Client;

/// <summary>A file to upload: where its bytes come from, and what it is called. Holds no bytes itself. One source for one upload at a time.</summary>
public sealed class UploadSource
{
    private readonly Func<UploadSourceReader> open;

    private UploadSource(string fileName, bool isRepeatable, Func<UploadSourceReader> open)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fileName);
        (FileName, IsRepeatable, this.open) = (fileName, isRepeatable, open);
    }

    /// <summary>Name of the file. Its extension decides whether the API takes it.</summary>
    public string FileName { get; }

    /// <summary>Whether the bytes can be read again, so that a failed upload can be repeated.</summary>
    public bool IsRepeatable { get; }

    /// <summary>A file on disk. Opened when the upload begins, and read as it goes.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="fileName">What to call it; by default what it is called on disk.</param>
    public static UploadSource FromFile(string path, string? fileName = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new UploadSource(fileName ?? Path.GetFileName(path), isRepeatable: true, () =>
        {
            var file = new FileStream(path, new FileStreamOptions
            {
                Access = FileAccess.Read,
                Mode = FileMode.Open,
                Share = FileShare.Read,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            });
            // A pipe has no length, and can be read once only: it is sent in chunks.
            return new UploadSourceReader(file, file.CanSeek ? file.Length : null, LeaveOpen: false);
        });
    }

    /// <summary>A stream, from its position to its end. One that can seek is sent with its length and can be repeated; any other is sent in
    /// chunks, and its upload is repeated only as long as nothing was read from it. The caller disposes the stream.</summary>
    /// <param name="stream">A stream that can be read.</param>
    /// <param name="fileName">What to call the file.</param>
    public static UploadSource FromStream(Stream stream, string fileName)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead) throw new ArgumentException("The stream cannot be read.", nameof(stream));
        if (!stream.CanSeek) return new UploadSource(fileName, isRepeatable: false, () => new UploadSourceReader(stream, null, LeaveOpen: true));
        var start = stream.Position;
        return new UploadSource(fileName, isRepeatable: true, () =>
        {
            stream.Position = start;
            return new UploadSourceReader(stream, stream.Length - start, LeaveOpen: true);
        });
    }

    /// <summary>Bytes in memory. Not copied: leave them alone until the upload has ended.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="fileName">What to call it.</param>
    public static UploadSource FromBytes(ReadOnlyMemory<byte> bytes, string fileName) =>
        new(fileName, isRepeatable: true, () => new UploadSourceReader(new MemoryReadStream(bytes), bytes.Length, LeaveOpen: false));

    internal UploadSourceReader Open() => open();
}

/// <summary>A source that is being read.</summary>
internal sealed record UploadSourceReader(Stream Stream, long? Length, bool LeaveOpen);
