using System.IO.Pipelines;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>A request that appends bytes to a resumable upload.</summary>
/// <param name="Body">The bytes of the request. The bytes are read to the end.</param>
public sealed record UploadAppendRequest(PipeReader Body)
{
    /// <summary>Where the client believes that the bytes begin. The request that creates an upload appends at 0.</summary>
    public required long Offset { get; init; }

    /// <summary>Whether the bytes of this request are the last ones, as the client says; <c>null</c> if the client does not say this. The bytes are then the
    /// last ones if they reach the known length.</summary>
    public bool? IsLast { get; init; }

    /// <summary>Size of the whole file in bytes, if this request tells it.</summary>
    public long? Length { get; init; }

    /// <summary>Number of bytes of the body; <c>null</c> if the request does not tell it.</summary>
    public long? ContentLength { get; init; }

    /// <summary>The checksum that the bytes of this request must have; <c>null</c> for none. With a checksum, no byte counts as received before all bytes of
    /// the request were verified.</summary>
    public UploadChecksum? Checksum { get; init; }

    /// <summary>The SHA-256 that the whole file must have; <c>null</c> if the client does not tell it. The hash is compared only when the upload is completed,
    /// so bytes count as received before.</summary>
    public byte[]? WholeSha256 { get; init; }

    /// <summary>Called with the new offset while bytes are being stored, about every 8 MiB.</summary>
    public Func<long, ValueTask>? Progress { get; init; }

    /// <summary>Called when all bytes of the request were stored, before the upload is completed.</summary>
    public Action? Received { get; init; }
}
