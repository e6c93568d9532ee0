namespace Parhelion.Core.Uploading.Resumable;

/// <summary>The SHA-256 of a complete upload, and the result of checking the type of the file.</summary>
/// <param name="Verdict">The result of checking the first bytes. If the first bytes are not enough, <see cref="UploadCompletion"/> checks the whole file and
/// replaces the result.</param>
/// <param name="Sha256">SHA-256 of all bytes.</param>
internal sealed record UploadHashAndTypeVerdict(FileVerdict Verdict, byte[] Sha256);
