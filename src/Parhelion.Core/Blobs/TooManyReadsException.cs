namespace Parhelion.Core.Blobs;

/// <summary>More is read from a store at once than it may be asked for. It is no fault of the store, and passes.</summary>
public sealed class TooManyReadsException() : IOException("The blob store is read by as many as may read it at once.");
