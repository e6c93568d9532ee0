namespace Parhelion.S3;

/// <summary>What the writer of a partial blob needs.</summary>
/// <param name="Target">The final object.</param>
/// <param name="Tails">The tail objects.</param>
/// <param name="SpoolFile">Where its <see cref="Spool"/> may create a file.</param>
/// <param name="Sending">Limits how many parts all uploads of this node send at a time.</param>
/// <param name="Timeout">Time limit for each piece that is read back.</param>
/// <param name="Note">Told whether the object could be written.</param>
internal sealed record S3PartialBlob(S3ObjectAddress Target, S3TailFolder Tails, string SpoolFile, SemaphoreSlim Sending, TimeSpan Timeout, Action<bool> Note);
