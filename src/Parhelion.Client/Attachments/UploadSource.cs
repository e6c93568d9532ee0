namespace Parhelion;

/// <summary>The file of an upload: the origin of its bytes, and its name. It does not buffer the bytes. Use one source for one upload at a
/// time.</summary>
public sealed class UploadSource
{
    private readonly Func<UploadReader> open;
    private readonly SharedStream? shared;

    private UploadSource(string fileName, bool isRepeatable, Func<UploadReader> open, SharedStream? shared = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fileName);
        (FileName, IsRepeatable, this.open, this.shared) = (fileName, isRepeatable, open, shared);
    }

    /// <summary>Name of the file. The API accepts or refuses the file by the extension of this name.</summary>
    public string FileName { get; }

    /// <summary>Whether the bytes can be read again, so that the client can retry a failed upload.</summary>
    public bool IsRepeatable { get; }

    /// <summary>Whether an attempt can read the bytes from their beginning.</summary>
    internal bool CanOpen => IsRepeatable || shared is { IsStarted: false };

    /// <summary>Creates a source from a file on disk. The client opens the file when the upload begins, and reads it while it sends.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="fileName">Name of the file for the API. Default: its name on disk.</param>
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
            // A pipe has no length: it is sent in chunks.
            return new OwnedStreamReader(file, file.CanSeek ? file.Length : null);
        });
    }

    /// <summary>Creates a source from a stream, from its current position to its end. The caller disposes the stream.</summary>
    /// <remarks>If the stream can seek, the client sends its length and can retry the upload. If not, the client sends the stream in chunks,
    /// and retries only if nothing was read from it.</remarks>
    /// <param name="stream">A readable stream.</param>
    /// <param name="fileName">Name of the file for the API.</param>
    /// <param name="length">Number of bytes to send, from the current position on: the client announces it and reads no further. If the stream
    /// ends earlier, the upload fails with <see cref="EndOfStreamException"/>. Default: to the end of the stream.</param>
    public static UploadSource FromStream(Stream stream, string fileName, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead) throw new ArgumentException("The stream is not readable.", nameof(stream));
        if (length is { } given) ArgumentOutOfRangeException.ThrowIfNegative(given, nameof(length));
        if (!stream.CanSeek)
        {
            var once = new SharedStream(stream, start: null);
            return new UploadSource(fileName, isRepeatable: false, () => once.CreateReader(length), once);
        }

        var start = stream.Position;
        var again = new SharedStream(stream, start);
        return new UploadSource(fileName, isRepeatable: true, () => again.CreateReader(length ?? Math.Max(0, stream.Length - start)), again);
    }

    /// <summary>Creates a source from bytes in memory. The client does not copy them: do not change them until the upload has ended.</summary>
    /// <param name="bytes">Content of the file, such as a <c>byte[]</c> or a <c>BinaryData</c>.</param>
    /// <param name="fileName">Name of the file for the API.</param>
    public static UploadSource FromBytes(ReadOnlyMemory<byte> bytes, string fileName) =>
        new(fileName, isRepeatable: true, () => new OwnedStreamReader(new MemoryReadStream(bytes), bytes.Length));

    internal UploadReader Open() => open();
}
