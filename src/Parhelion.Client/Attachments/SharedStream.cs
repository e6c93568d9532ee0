using System.Diagnostics.CodeAnalysis;

namespace Parhelion;

/// <summary>The stream of a caller, which all attempts of an upload share. The reader that begins last has it: a request that was given up may
/// still be reading, and must not take bytes from the one that replaces it.</summary>
/// <param name="stream">The stream of the caller. It stays open.</param>
/// <param name="start">Position at which every reader begins; <c>null</c> if the stream can be read only once.</param>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle as long as nobody asks for one, so there is nothing to dispose.")]
internal sealed class SharedStream(Stream stream, long? start)
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private SharedStreamReader? current;

    /// <summary>Whether any byte was asked for.</summary>
    public bool IsStarted => current is not null;

    public SharedStreamReader CreateReader(long? length) => new(this, length);

    public async ValueTask<int> ReadAsync(SharedStreamReader reader, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (current != reader) Begin(reader);
            return await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    private void Begin(SharedStreamReader reader)
    {
        if (reader.HasBegun || (start is null && current is not null)) throw new SourceConsumedException();
        if (start is { } position) stream.Position = position;
        reader.HasBegun = true;
        current = reader;
    }
}
