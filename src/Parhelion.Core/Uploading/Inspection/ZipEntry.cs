namespace Parhelion.Core.Uploading.Inspection;

/// <summary>Describes an entry of a ZIP archive, with the values of the central directory.</summary>
/// <param name="HeaderOffset">Position of the local header of the entry.</param>
/// <param name="Method">Compression method: 0 stored, 8 deflated.</param>
/// <param name="CompressedBytes">Number of bytes in the archive.</param>
/// <param name="IsEncrypted">Whether a password is needed.</param>
internal readonly record struct ZipEntry(long HeaderOffset, ushort Method, uint CompressedBytes, bool IsEncrypted);
