namespace Parhelion.Core.Blobs;

/// <summary>What a store reports after it has stored a blob.</summary>
/// <param name="Length">Number of bytes stored.</param>
/// <param name="LateFor">How long a duplicate of the write request may still be on its way to the store. Until then it can bring the blob back after
/// the blob was erased. Zero when there is no such request.</param>
public readonly record struct BlobWriteResult(long Length, TimeSpan LateFor);
