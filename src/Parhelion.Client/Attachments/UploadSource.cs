namespace Parhelion;

/// <summary>The file of an upload: the origin of its bytes, and its name. It does not buffer the bytes. Use one source for one upload at a
/// time.</summary>
public sealed class UploadSource
{
    private readonly Func<long, UploadReader> open;
    private readonly Func<long?> seekableLength;
    private readonly bool isRepeatable;
    private readonly SharedStream? shared;
    private readonly FileOnDisk? file;

    private UploadSource(string fileName, bool isRepeatable, Func<long, UploadReader> open, Func<long?> seekableLength)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fileName);
        (FileName, this.isRepeatable, this.open, this.seekableLength) = (fileName, isRepeatable, open, seekableLength);
    }

    private UploadSource(string fileName, FileOnDisk file) : this(fileName, isRepeatable: true, file.Open, file.SeekableLength) => this.file = file;

    private UploadSource(string fileName, SharedStream shared, Func<long?> length)
        : this(fileName, shared.CanSeek, offset => shared.CreateReader(length(), offset), () => shared.CanSeek ? length() : null) => this.shared = shared;

    /// <summary>Name of the file. The API accepts or refuses the file by the extension of this name.</summary>
    public string FileName { get; }

    /// <summary>Whether the bytes can be read again, so that the client can retry a failed upload. The client learns that a path is a pipe when it
    /// opens it; from then on the value is <c>false</c>.</summary>
    public bool IsRepeatable => isRepeatable && file is not { IsPipe: true };

    /// <summary>Whether an attempt can read the bytes from their beginning.</summary>
    internal bool CanOpen => IsRepeatable || shared is { IsStarted: false };

    /// <summary>Creates a source from a file on disk. The client opens the file when the upload begins, and reads it while it sends.</summary>
    /// <remarks>The path may be a pipe, such as <c>/dev/stdin</c>. The client opens a pipe only once, so it never repeats that upload.</remarks>
    /// <param name="path">Path of the file.</param>
    /// <param name="fileName">Name of the file for the API. Default: its name on disk.</param>
    public static UploadSource FromFile(string path, string? fileName = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new UploadSource(fileName ?? Path.GetFileName(path), new FileOnDisk(path));
    }

    /// <summary>Creates a source from a stream, from its current position to its end. The caller disposes the stream.</summary>
    /// <remarks>If the stream can seek, the client sends its length and can retry the upload. If the upload fails, the client sets the stream back
    /// to the position that it had here. If the stream cannot seek, the client sends it in chunks, and retries only if nothing was read from it.
    /// To repeat such an upload, open the stream again: the bytes that were read are lost.</remarks>
    /// <param name="stream">A readable stream.</param>
    /// <param name="fileName">Name of the file for the API.</param>
    /// <param name="length">Number of bytes to send, from the current position on: the client announces it and reads no further. If the stream
    /// ends earlier, the upload fails with <see cref="EndOfStreamException"/>. Default: to the end of the stream.</param>
    public static UploadSource FromStream(Stream stream, string fileName, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead) throw new ArgumentException("The stream is not readable.", nameof(stream));
        if (length is { } given) ArgumentOutOfRangeException.ThrowIfNegative(given, nameof(length));
        if (!stream.CanSeek) return new UploadSource(fileName, new SharedStream(stream, start: null), () => length);
        var start = stream.Position;
        return new UploadSource(fileName, new SharedStream(stream, start), () => length ?? Math.Max(0, stream.Length - start));
    }

    /// <summary>Creates a source from bytes in memory. The client does not copy them: do not change them until the upload has ended.</summary>
    /// <param name="bytes">Content of the file, such as a <c>byte[]</c> or a <c>BinaryData</c>.</param>
    /// <param name="fileName">Name of the file for the API.</param>
    public static UploadSource FromBytes(ReadOnlyMemory<byte> bytes, string fileName) =>
        new(fileName, isRepeatable: true, offset => new OwnedStreamReader(new MemoryReadStream(bytes[(int)offset..]), bytes.Length), () => bytes.Length);

    /// <summary>Opens the source.</summary>
    /// <param name="offset">Number of bytes to leave out. Only sources with a <see cref="SeekableLength"/> take another than 0.</param>
    internal UploadReader Open(long offset = 0) => open(offset);

    /// <summary>Returns the number of bytes if the source can be read from any of them; otherwise <c>null</c>. It opens nothing.</summary>
    internal long? SeekableLength() => seekableLength();

    /// <summary>Requires that a path exists. Changes nothing for other sources.</summary>
    /// <exception cref="FileNotFoundException">It does not exist.</exception>
    internal void RequireExists() => file?.RequireExists();

    /// <summary>Sets a stream that can seek back to its start, after an upload failed. Changes nothing for other sources.</summary>
    internal Task RewindAsync() => shared?.RewindAsync() ?? Task.CompletedTask;
}
