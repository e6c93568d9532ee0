namespace Parhelion.Core.Uploading.Inspection;

/// <summary>An entry of an archive, as its central directory has it.</summary>
/// <param name="HeaderOffset">Where its local header is.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="CompressedBytes">Bytes in the archive.</param>
/// <param name="IsEncrypted">Whether a password is needed.</param>
internal readonly record struct ZipEntry(long HeaderOffset, ushort Method, uint CompressedBytes, bool IsEncrypted);
