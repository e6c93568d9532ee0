namespace Parhelion.Core.Blobs;

/// <summary>What came of a write.</summary>
/// <param name="Length">Bytes that were stored.</param>
/// <param name="LateFor">For how long a copy of the write may still be on its way to the store, where it would bring the blob back after it was erased. Zero: there
/// is none.</param>
public readonly record struct BlobWriteResult(long Length, TimeSpan LateFor);
