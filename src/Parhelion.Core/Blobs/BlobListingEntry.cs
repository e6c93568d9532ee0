namespace Parhelion.Core.Blobs;

/// <summary>Describes one entry in the listing of a blob store or of its quarantine. An entry is a blob, an upload in progress or its remains, or a file that
/// the store did not create.</summary>
/// <param name="Name">The name under which an operator finds the entry in the store.</param>
/// <param name="Key">The blob key in the name; <c>null</c> when the name contains none.</param>
/// <param name="State">What kind of entry it is.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="ModifiedAt">When the entry was last written, by the clock of the store.</param>
public sealed record BlobListingEntry(string Name, BlobKey? Key, BlobListingEntryKind State, long Length, DateTimeOffset ModifiedAt);
