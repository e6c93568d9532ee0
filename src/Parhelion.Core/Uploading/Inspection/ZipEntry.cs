namespace Parhelion.Core.Uploading.Inspection;

/// <summary>An entry of a ZIP archive, as the central directory describes it.</summary>
/// <param name="HeaderOffset">Position of its local header.</param>
/// <param name="Method">Compression method: 0 stored, 8 deflated.</param>
/// <param name="CompressedBytes">Number of bytes in the archive.</param>
/// <param name="IsEncrypted">Whether a password is needed.</param>
internal readonly record struct ZipEntry(long HeaderOffset, ushort Method, uint CompressedBytes, bool IsEncrypted);
