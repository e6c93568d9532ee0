using System.Buffers;

namespace Parhelion.Core.Blobs;

/// <summary>Appends bytes to a partial blob (the stored bytes of an unfinished resumable upload). When all bytes are there, the writer publishes the partial
/// blob as a blob. Disposing the writer keeps the stored bytes.</summary>
/// <remarks>Only one caller at a time may use a writer. A writer needs at most 384 KiB of memory.</remarks>
public interface IPartialBlobWriter : IAsyncDisposable
{
    /// <summary>Number of bytes of the partial blob, including appended bytes that are not durable yet.</summary>
    long Length { get; }

    /// <summary>The last durable state. It advances by itself while bytes are appended, about every 8 MiB. The caller records this state before telling anybody
    /// its length.</summary>
    PartialBlobState Saved { get; }

    /// <summary>Appends bytes. The buffer may be reused when the method returns. After an exception of the store, nothing more can be appended. After a
    /// cancellation, <see cref="Length"/> tells how many bytes were taken.</summary>
    ValueTask AppendAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Makes all appended bytes durable. Not cancelled, because the bytes came from a client that may have gone. After a failed
    /// <see cref="AppendAsync"/>, saves what can still be saved. If it throws, <see cref="Saved"/> has what is durable nevertheless.</summary>
    /// <returns>The new <see cref="Saved"/>.</returns>
    ValueTask<PartialBlobState> SaveAsync();

    /// <summary>Reads the first bytes of the partial blob, including bytes that are not saved. Reads at most 64 KiB. May be called only until 8 MiB were
    /// appended.</summary>
    /// <returns>How many bytes were read: fewer than asked for if there are no more.</returns>
    ValueTask<int> ReadStartAsync(Memory<byte> start);

    /// <summary>Publishes all bytes as the blob of the key, including bytes that are not saved, as <see cref="IBlobStore.WriteAsync"/> does. If the blob was
    /// published before and its bytes are complete, only the check runs. The writer cannot be used afterwards.</summary>
    /// <param name="check">Called with all bytes before anybody can read the blob; <c>null</c> for no check.</param>
    /// <returns>The number of bytes, and how long a duplicate of the write may still arrive.</returns>
    /// <remarks>When the check refuses, no blob remains, and the partial blob may be lost. When the store fails, a blob may remain that nobody can read.
    /// Another writer can then still publish the upload.</remarks>
    Task<BlobWriteResult> PublishAsync(StagedCheck? check);
}
