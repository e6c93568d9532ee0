namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Thrown when the structure of a file is damaged, too large or of a kind that cannot be rewritten, so that nobody knows where its metadata is.</summary>
internal sealed class MetadataFormatException(string message) : Exception(message);
