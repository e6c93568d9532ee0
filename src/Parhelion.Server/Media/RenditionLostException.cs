namespace Parhelion.Server.Media;

/// <summary>The bytes of a rendition are missing or incomplete, for example after a restore from a backup. The rendition is made again.</summary>
internal sealed class RenditionLostException() : Exception("The bytes of a rendition are missing or incomplete.");
