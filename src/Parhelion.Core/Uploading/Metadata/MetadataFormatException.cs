namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Thrown when metadata cannot be removed from a file. The structure of the file is damaged, too large or of a kind that cannot be rewritten.
/// </summary>
internal sealed class MetadataFormatException(string message) : Exception(message);
