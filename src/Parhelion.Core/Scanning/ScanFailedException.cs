namespace Parhelion.Core.Scanning;

/// <summary>
/// Thrown when a file could not be scanned for malware. Either clamd (the daemon of ClamAV) gave no result, or the file is larger than
/// <c>Antivirus:MaxBytes</c>.
/// </summary>
/// <remarks>
/// The class derives from <see cref="IOException"/>, so a store treats the exception as a failure of the store and not as a refusal of the file. If the check
/// of a resumable upload fails with this exception, the store therefore keeps the upload. There is no result if clamd cannot be reached or does not answer in
/// time. An answer that is not a result also counts as a failure.
/// </remarks>
public sealed class ScanFailedException(string message, Exception? fault = null) : IOException(message, fault);
