namespace Parhelion.Core.Blobs;

/// <summary>
/// The result of writing a blob. Says how many bytes are stored, and how long a duplicate of the write request may still arrive at the store.
/// </summary>
/// <param name="Length">Number of bytes stored.</param>
/// <param name="LateFor">How long a duplicate of the write request may still be on its way to the store, if the request may have been sent more than once. If
/// the duplicate arrives after the blob was erased, the blob reappears. Zero if there can be no duplicate.</param>
public readonly record struct BlobWriteResult(long Length, TimeSpan LateFor);
