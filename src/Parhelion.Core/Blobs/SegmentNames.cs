namespace Parhelion.Core.Blobs;

/// <summary>The segments in one folder, as they were when the folder was read.</summary>
/// <param name="Paths">Their paths.</param>
/// <param name="Created">How many segments this process had created before it read the folder.</param>
/// <param name="FolderTime">When the folder had changed last, read before its entries.</param>
internal sealed record SegmentNames(string[] Paths, int Created, DateTime FolderTime);
