namespace Parhelion.Core.Scanning;

/// <summary>Thrown when a file could not be scanned: clamd cannot be reached, does not answer in time, or answers anything other than a result.</summary>
/// <remarks>The class derives from <see cref="IOException"/>, so a store treats the exception as a failure and not as a refusal of the file. The store
/// therefore keeps a resumable upload whose check has failed with this exception.</remarks>
public sealed class ScanFailedException(string message, Exception? fault = null) : IOException(message, fault);
