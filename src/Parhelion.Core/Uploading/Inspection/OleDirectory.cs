using System.Buffers.Binary;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>Reads the directory of an OLE2 compound file, and determines the type of the file by the entries of the directory. Files of the types <c>.doc</c>,
/// <c>.xls</c>, <c>.ppt</c> and <c>.msi</c> are OLE2 compound files.</summary>
/// <remarks>The directory is a tree. The entries directly below the root belong to the file itself. All other entries belong to objects that are embedded in
/// the file.</remarks>
internal sealed class OleDirectory(StagedUploadReadBuffer window, OleAllocationTable sectors, int sectorBytes)
{
    /// <summary>Maximum number of entries that are read. Documents with thousands of embedded objects have fewer.</summary>
    private const int MaxEntries = 16 * 1024;

    private readonly List<Node> nodes = [];

    /// <summary>Reads the entries of a chain of sectors, to its end or as far as the limits allow.</summary>
    /// <param name="first">The first sector of the chain.</param>
    public async ValueTask ReadAsync(uint first)
    {
        for (uint? sector = first; sector is { } at and not OleDirectoryEntrySniffer.EndOfChain && nodes.Count < MaxEntries; sector = await sectors.NextAsync(at))
        {
            if (!await window.ShowAsync(sectors.OffsetOf(at), sectorBytes)) return;
            Add(window.Slice(sectors.OffsetOf(at), sectorBytes));
        }
    }

    /// <summary>Returns the type of the file by the entries directly below the root. If the tree is damaged, any entry of Office decides. Null if no
    /// entry is known.</summary>
    public string? Detect()
    {
        if (nodes.Count == 0 || nodes[0].Type == MediaTypes.Installer) return nodes.FirstOrDefault().Type;
        var types = BelowRoot().Select(node => node.Type).Where(type => type is not null).ToHashSet();
        return types.FirstOrDefault(OleDirectoryEntrySniffer.IsOffice) ?? types.FirstOrDefault() ?? nodes.Select(node => node.Type).FirstOrDefault(OleDirectoryEntrySniffer.IsOffice);
    }

    private void Add(ReadOnlySpan<byte> entries)
    {
        for (; entries.Length >= OleDirectoryEntrySniffer.Bytes; entries = entries[OleDirectoryEntrySniffer.Bytes..])
        {
            var entry = entries[..OleDirectoryEntrySniffer.Bytes];
            nodes.Add(new Node(
                OleDirectoryEntrySniffer.TypeOf(entry),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[68..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[72..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[76..])));
        }
    }

    // Returns each entry once, even if the tree has a cycle.
    private IEnumerable<Node> BelowRoot()
    {
        var seen = new bool[nodes.Count];
        var open = new Stack<uint>([nodes[0].Child]);
        while (open.TryPop(out var index))
        {
            if (index >= nodes.Count || seen[index]) continue;
            seen[index] = true;
            var node = nodes[(int)index];
            open.Push(node.Left);
            open.Push(node.Right);
            yield return node;
        }
    }

    private readonly record struct Node(string? Type, uint Left, uint Right, uint Child);
}
