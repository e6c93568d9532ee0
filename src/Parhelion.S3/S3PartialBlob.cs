namespace Parhelion.S3;

/// <summary>Says where the writer of a partial blob stores bytes, and which limits apply to the writer.</summary>
/// <param name="Target">The object that the upload becomes when it is complete.</param>
/// <param name="Tails">The tail objects of the upload.</param>
/// <param name="SpoolFile">Path of the file that the <see cref="Spool"/> of the writer may create.</param>
/// <param name="Sending">Limits how many parts all uploads of this node send at the same time.</param>
/// <param name="Timeout">Time limit for each piece that is read back.</param>
/// <param name="Note">Called with true if the object was written, and with false if the write failed.</param>
internal sealed record S3PartialBlob(S3ObjectAddress Target, S3TailFolder Tails, string SpoolFile, SemaphoreSlim Sending, TimeSpan Timeout, Action<bool> Note);
