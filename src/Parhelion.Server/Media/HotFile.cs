namespace Parhelion.Server.Media;

/// <summary>A cached file.</summary>
/// <param name="Path">The path of its media URL.</param>
/// <param name="Entry">The attachment, with the response headers.</param>
/// <param name="Bytes">All bytes of the file.</param>
/// <param name="Until">Timestamp until which its row may be trusted.</param>
internal sealed record HotFile(string Path, MediaEntry Entry, byte[] Bytes, long Until);
