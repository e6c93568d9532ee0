namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Removes the location from a block of metadata in memory, without changing its length.</summary>
/// <returns>False if the block cannot be read. Its content is undefined then, and the caller removes it.</returns>
internal delegate bool BlockCleaner(Span<byte> block);
