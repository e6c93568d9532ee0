namespace Parhelion.Core.Uploading.Resumable;

/// <summary>What is known of an upload whose bytes were all seen while they came.</summary>
/// <param name="Verdict">The check of the first bytes.</param>
/// <param name="Sha256">SHA-256 of all bytes.</param>
internal sealed record ReceivedUpload(FileVerdict Verdict, byte[] Sha256);
