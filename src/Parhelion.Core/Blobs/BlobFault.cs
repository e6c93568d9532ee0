namespace Parhelion.Core.Blobs;

/// <summary>A blob that could not be erased.</summary>
/// <param name="Key">The blob.</param>
/// <param name="Fault">Why it could not be erased.</param>
public readonly record struct BlobFault(BlobKey Key, Exception Fault);
