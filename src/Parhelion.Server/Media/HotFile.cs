namespace Parhelion.Server.Media;

/// <summary>A small public file that <see cref="HotFileCache"/> keeps whole in memory.</summary>
/// <param name="Path">The path of the media URL, with the query if the file is a rendition.</param>
/// <param name="Entry">The attachment, with the response headers.</param>
/// <param name="Bytes">All bytes of the file.</param>
/// <param name="Until">Timestamp after which the cache no longer returns the file. Then the attachment row must be read from the database again.</param>
internal sealed record HotFile(string Path, MediaFileInfo Entry, byte[] Bytes, long Until);
