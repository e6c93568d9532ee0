namespace Parhelion.Core.Blobs;

/// <summary>Thrown when a blob was deleted while it was being read and the store can no longer deliver the rest.</summary>
public sealed class BlobDeletedDuringReadException() : IOException("The blob was deleted while it was read.");
