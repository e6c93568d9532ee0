namespace Parhelion.Core.Scanning;

/// <summary>Thrown when a file could not be scanned: clamd cannot be reached, does not answer in time, or answers anything other than a result, or the file is
/// larger than <c>Antivirus:MaxBytes</c>.</summary>
/// <remarks>The class derives from <see cref="IOException"/>, so a store treats the exception as a failure of the store and not as a refusal of the file. If
/// the check of a resumable upload fails with this exception, the store therefore keeps the upload.</remarks>
public sealed class ScanFailedException(string message, Exception? fault = null) : IOException(message, fault);
