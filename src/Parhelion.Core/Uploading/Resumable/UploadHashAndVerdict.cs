namespace Parhelion.Core.Uploading.Resumable;

/// <summary>The SHA-256 of a complete upload, and the result of checking its first bytes.</summary>
/// <param name="Verdict">The result of checking the first bytes.</param>
/// <param name="Sha256">SHA-256 of all bytes.</param>
internal sealed record UploadHashAndVerdict(FileVerdict Verdict, byte[] Sha256);
