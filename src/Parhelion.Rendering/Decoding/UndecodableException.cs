namespace Parhelion.Rendering.Decoding;

/// <summary>A file cannot be decoded. The message is a short reason, without anything from the file.</summary>
internal sealed class UndecodableException(string reason, Exception? cause = null) : Exception(reason, cause);
