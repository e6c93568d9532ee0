namespace Parhelion.Core.Blobs;

/// <summary>Thrown when a blob is deleted during a read. The store can then not deliver the remaining bytes.</summary>
public sealed class BlobDeletedDuringReadException() : IOException("The blob was deleted while it was read.");
