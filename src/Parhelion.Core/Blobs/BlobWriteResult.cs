namespace Parhelion.Core.Blobs;

/// <summary>The result of a write: the stored length, and how long a duplicate of the write request may still arrive.</summary>
/// <param name="Length">Number of bytes stored.</param>
/// <param name="LateFor">How long a duplicate of the write request may still be on its way. If it arrives after the blob was erased, the blob reappears. Zero
/// if there is no such request.</param>
public readonly record struct BlobWriteResult(long Length, TimeSpan LateFor);
