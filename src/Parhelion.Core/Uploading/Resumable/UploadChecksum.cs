using System.Security.Cryptography;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>The checksum that a client states for the bytes of one request.</summary>
/// <param name="Algorithm">The hash algorithm.</param>
/// <param name="Value">The expected hash.</param>
public sealed record UploadChecksum(HashAlgorithmName Algorithm, byte[] Value);
