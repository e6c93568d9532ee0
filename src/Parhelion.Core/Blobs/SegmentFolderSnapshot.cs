namespace Parhelion.Core.Blobs;

/// <summary>
/// Lists the paths of all segments in one folder, at the time when the folder was read. A segment is a file that holds many small blobs.
/// <paramref name="Created"/> and <paramref name="FolderTime"/> show whether the folder may have new segments since then.
/// </summary>
/// <param name="Paths">Paths of the segments.</param>
/// <param name="Created">How many segments this process had created before it read the folder.</param>
/// <param name="FolderTime">When the folder was last changed. The time was read before the paths.</param>
internal sealed record SegmentFolderSnapshot(string[] Paths, int Created, DateTime FolderTime);
