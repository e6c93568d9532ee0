using System.IO.Pipelines;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>A request that appends bytes to a resumable upload.</summary>
/// <param name="Body">The bytes. They are read to the end of the request.</param>
public sealed record UploadAppend(PipeReader Body)
{
    /// <summary>Where the client believes that the bytes begin. The request that creates an upload appends at 0.</summary>
    public required long Offset { get; init; }

    /// <summary>Whether these are the last bytes: true and false as the client says; <c>null</c>: when the known length is reached.</summary>
    public bool? IsLast { get; init; }

    /// <summary>Size of the whole file in bytes, if this request tells it.</summary>
    public long? Length { get; init; }

    /// <summary>Number of bytes of the body; <c>null</c> if the request does not tell it.</summary>
    public long? ContentLength { get; init; }

    /// <summary>The checksum that the bytes of this request must have; <c>null</c> for none. With a checksum the bytes count only after all of them were
    /// verified.</summary>
    public UploadChecksum? Checksum { get; init; }

    /// <summary>The SHA-256 that the whole file must have; <c>null</c> if the client does not tell it. It is compared when the upload is completed, so it holds no
    /// bytes back.</summary>
    public byte[]? WholeSha256 { get; init; }

    /// <summary>Called with the new offset while bytes are being stored, about every 8 MiB.</summary>
    public Func<long, ValueTask>? Progress { get; init; }

    /// <summary>Called when all bytes of the request were stored, before the upload is completed.</summary>
    public Action? Received { get; init; }
}
