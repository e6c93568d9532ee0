namespace Parhelion.Server.Media;

/// <summary>Thrown if the bytes of a rendition are missing or incomplete, for example after a restore from a backup. <see cref="MediaMiddleware"/> catches the
/// exception, and has the rendition made again.</summary>
internal sealed class RenditionLostException() : Exception("The bytes of a rendition are missing or incomplete.");
