using System.Buffers.Binary;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Inspection;

/// <summary>The directory of an OLE2 compound file: a tree, in which what lies directly below the root belongs to the file itself, and the rest to
/// objects in it.</summary>
internal sealed class OleDirectory(StagedWindow window, OleSectors sectors, int sectorBytes)
{
    /// <summary>Most entries that are read; documents with thousands of objects have fewer.</summary>
    private const int MaxEntries = 16 * 1024;

    private readonly List<Node> nodes = [];

    /// <summary>Reads the entries of the chain, to its end or as far as the bounds allow.</summary>
    /// <param name="first">Its first sector.</param>
    public async ValueTask ReadAsync(uint first)
    {
        for (uint? sector = first; sector is { } at and not OleDirectoryEntry.EndOfChain && nodes.Count < MaxEntries; sector = await sectors.NextAsync(at))
        {
            if (!await window.ShowAsync(sectors.OffsetOf(at), sectorBytes)) return;
            Add(window.Slice(sectors.OffsetOf(at), sectorBytes));
        }
    }

    /// <summary>The program that the file belongs to: by what is directly below the root, or where the tree is damaged by any name of Office; null
    /// when nothing is known.</summary>
    public string? Detect()
    {
        if (nodes.Count == 0 || nodes[0].Type == MediaTypes.Installer) return nodes.FirstOrDefault().Type;
        var types = BelowRoot().Select(node => node.Type).Where(type => type is not null).ToHashSet();
        return types.FirstOrDefault(OleDirectoryEntry.IsOffice) ?? types.FirstOrDefault() ?? nodes.Select(node => node.Type).FirstOrDefault(OleDirectoryEntry.IsOffice);
    }

    private void Add(ReadOnlySpan<byte> entries)
    {
        for (; entries.Length >= OleDirectoryEntry.Bytes; entries = entries[OleDirectoryEntry.Bytes..])
        {
            var entry = entries[..OleDirectoryEntry.Bytes];
            nodes.Add(new Node(
                OleDirectoryEntry.TypeOf(entry),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[68..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[72..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[76..])));
        }
    }

    // Each entry once, be the tree a circle.
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
