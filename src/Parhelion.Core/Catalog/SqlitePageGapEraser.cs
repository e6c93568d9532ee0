using System.Buffers.Binary;

namespace Parhelion.Core.Catalog;

/// <summary>Overwrites the unused bytes of changed SQLite pages with zeros, because these bytes may contain copies of deleted rows.</summary>
/// <remarks>When SQLite moves rows to another page, copies of the rows stay on the old page, in the gap between the row pointers and the rows of the page. The
/// option <c>secure_delete</c> of SQLite overwrites deleted rows, but not these copies. In a measurement, copies of about one of a thousand deleted rows stayed
/// readable.</remarks>
internal static class SqlitePageGapEraser
{
    private const int FirstPageHeader = 100;

    // An overflow page begins with a page number. From this number on (128 GiB with pages of 4 KiB), it can look like the type of a b-tree page.
    private const uint FirstAmbiguousPage = 1 << 25;

    /// <summary>Zeroes, in the database file, the gaps of all pages that are in the log. The caller holds the write lock, and the whole log was copied to the
    /// file. The log remains; after a power cut SQLite restores the pages from it.</summary>
    /// <param name="log">The write-ahead log.</param>
    /// <param name="main">The database file.</param>
    /// <param name="writesAll">Whether to write gaps that already read as zeros. After a failed flush they may be zero in memory only.</param>
    /// <returns>Whether anything was written.</returns>
    public static bool Erase(SqliteVfsFile log, SqliteVfsFile main, bool writesAll)
    {
        Span<byte> header = stackalloc byte[32];
        if (!log.TryRead(header, 0)) return false;
        var page = new byte[BinaryPrimitives.ReadInt32BigEndian(header[8..])];
        if (main.Length / page.Length >= FirstAmbiguousPage || HasPointerPages(main)) return false;
        var isChanged = false;
        foreach (var number in PagesOf(log, header.Slice(16, 8), page.Length)) isChanged |= TryErase(main, page, number, writesAll);
        if (isChanged) main.Flush();
        return isChanged;
    }

    // A database with auto_vacuum has pointer-map pages, whose first byte can look like the type of a b-tree page. Parhelion creates none; if somebody
    // has converted the database, nothing is erased. Offset 52 of the header says so: https://www.sqlite.org/fileformat2.html, section 1.3.
    private static bool HasPointerPages(SqliteVfsFile main)
    {
        Span<byte> largestRoot = stackalloc byte[4];
        return !main.TryRead(largestRoot, 52) || largestRoot.ContainsAnyExcept((byte)0);
    }

    // Frames of the current generation of the log contain the two salts of its header.
    private static HashSet<uint> PagesOf(SqliteVfsFile log, ReadOnlySpan<byte> salts, int pageBytes)
    {
        var pages = new HashSet<uint>();
        Span<byte> frame = stackalloc byte[24];
        for (long offset = 32; log.TryRead(frame, offset) && frame.Slice(8, 8).SequenceEqual(salts); offset += frame.Length + pageBytes)
        {
            pages.Add(BinaryPrimitives.ReadUInt32BigEndian(frame));
        }

        return pages;
    }

    private static bool TryErase(SqliteVfsFile main, byte[] page, uint number, bool writesAll)
    {
        var start = (number - 1L) * page.Length;
        if (!main.TryRead(page, start)) return false;
        var (from, to) = GapOf(page, number == 1 ? FirstPageHeader : 0);
        var gap = page.AsSpan(from, to - from);
        if (gap.IsEmpty || !(writesAll || gap.ContainsAnyExcept((byte)0))) return false;
        gap.Clear();
        main.Write(gap, start + from);
        return true;
    }

    // https://www.sqlite.org/fileformat2.html, section 1.6.
    private static (int From, int To) GapOf(ReadOnlySpan<byte> page, int header)
    {
        var pointers = page[header] switch
        {
            10 or 13 => header + 8, // leaves
            2 or 5 => header + 12, // inner pages
            _ => 0, // free pages, overflow pages
        };
        if (pointers == 0) return (0, 0);
        var from = pointers + (2 * BinaryPrimitives.ReadUInt16BigEndian(page[(header + 3)..]));
        var content = BinaryPrimitives.ReadUInt16BigEndian(page[(header + 5)..]);
        var to = content == 0 ? 65_536 : content;
        return from <= to && to <= page.Length ? (from, to) : (0, 0);
    }
}
