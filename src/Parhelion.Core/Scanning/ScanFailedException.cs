namespace Parhelion.Core.Scanning;

/// <summary>Thrown when a file could not be scanned: clamd cannot be reached, does not answer in time, or answers something else than a result. It is an
/// <see cref="IOException"/>, so stores keep a resumable upload whose check has failed with it.</summary>
public sealed class ScanFailedException(string message, Exception? fault = null) : IOException(message, fault);
