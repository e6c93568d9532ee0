namespace Parhelion.Core.Blobs;

/// <summary>Thrown when a store has reached its limit of concurrent reads, and a further read could not begin in time. The store still works, so a later
/// attempt can succeed.</summary>
public sealed class TooManyReadsException() : IOException("The blob store has reached its limit of concurrent reads.");
