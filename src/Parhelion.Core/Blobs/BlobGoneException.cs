namespace Parhelion.Core.Blobs;

/// <summary>A blob was deleted while it was read, and what is left of it cannot be had.</summary>
public sealed class BlobGoneException() : IOException("The blob was deleted while it was read.");
