namespace Parhelion.Core.Blobs;

/// <summary>Says how many bytes of a blob a store has stored. Also says how long a duplicate of the write request may still arrive.</summary>
/// <param name="Length">Number of bytes stored.</param>
/// <param name="LateFor">How long a duplicate of the write request may still be on its way to the store. A duplicate that arrives after the blob was erased
/// brings the blob back. Zero when there is no such request.</param>
public readonly record struct BlobWriteResult(long Length, TimeSpan LateFor);
