using System.Diagnostics.CodeAnalysis;

namespace Parhelion;

/// <summary>The stream of a caller, which all attempts of an upload share. The reader that begins last has it: a request that was given up may
/// still be reading, and must not take bytes from the one that replaces it.</summary>
/// <param name="stream">The stream of the caller. It stays open.</param>
/// <param name="start">Position at which the source begins; <c>null</c> if the stream can be read only once.</param>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle as long as nobody asks for one, so there is nothing to dispose.")]
internal sealed class SharedStream(Stream stream, long? start)
{
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim gate = new(1, 1);
    private SharedStreamReader? current;
    private int upload;
    private FileVersion? version;

    /// <summary>Whether the stream can be read again.</summary>
    public bool CanSeek => start is not null;

    /// <summary>Whether any byte was asked for.</summary>
    public bool IsStarted => current is not null;

    /// <param name="length">Number of bytes of the whole source, if it is known.</param>
    /// <param name="offset">Number of bytes to leave out. Only streams that can seek take another than 0.</param>
    public SharedStreamReader CreateReader(long? length, long offset = 0)
    {
        if (stream is FileStream { CanSeek: true } file && (offset == 0 || version is null))
        {
            // What the caller has written to its own stream belongs to this version.
            if (file.CanWrite && current is null) file.Flush();
            version = FileVersion.Of(file);
        }

        return new SharedStreamReader(this, length, offset, upload);
    }

    public async ValueTask<int> ReadAsync(SharedStreamReader reader, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (current != reader) Begin(reader);
            var count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            reader.Position += count;
            if (count == 0 || reader.IsAtEnd) RequireUnchanged();
            return count;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Ends all readers of a failed upload, and sets a stream that can seek back to its start: the caller may upload it again, and must
    /// not upload the rest. Waits at most 5 seconds for a read that is going on: a stream whose read ignores its token must not keep the exception
    /// from the caller. A stream that was not read keeps its position.</summary>
    public async Task RewindAsync()
    {
        if (start is not { } position) return;
        if (!await gate.WaitAsync(LongestRead).ConfigureAwait(false)) return;
        try
        {
            upload++;
            if (current is null) return;
            (current, version) = (null, null);
            stream.Position = position;
        }
        catch (Exception e) when (e is ObjectDisposedException or IOException or NotSupportedException)
        {
            // The stream cannot be read again in any case. The failure of the upload tells the caller more.
        }
        finally
        {
            gate.Release();
        }
    }

    private void Begin(SharedStreamReader reader)
    {
        if (reader.HasBegun || reader.Upload != upload || (start is null && current is not null)) throw new SourceConsumedException();
        if (start is { } position) stream.Position = position + reader.Offset;
        reader.HasBegun = true;
        current = reader;
    }

    // A mix of two versions of a file must not be stored.
    private void RequireUnchanged()
    {
        if (stream is FileStream file) version?.Require(file);
    }
}
