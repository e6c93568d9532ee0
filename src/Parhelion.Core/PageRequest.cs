namespace Parhelion.Core;

/// <summary>Says which page of a list a client asks for. Every list is sorted by id, so an id serves as the cursor.</summary>
/// <param name="Cursor">The id beside the page, or empty for no cursor. If <paramref name="Backwards"/> is not set, the page begins after this id, or is the
/// first page if there is no cursor. If <paramref name="Backwards"/> is set, the page ends before this id, or is the last page if there is no cursor.</param>
/// <param name="Backwards">Whether the page lies before the cursor.</param>
/// <param name="Size">Maximum number of entries on the page.</param>
public sealed record PageRequest(string Cursor, bool Backwards, int Size)
{
    /// <summary>Size of a page if the request does not set one.</summary>
    public const int DefaultSize = 25;

    /// <summary>Maximum number of entries on a page.</summary>
    public const int MaxSize = 100;

    /// <summary>Maximum size of the stored JSON on a page: 1 MiB. A page always contains its first entry, whatever its size, so that paging always
    /// advances.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The value that ids are compared with: the cursor, or without a cursor a value that sorts before or after all ids.</summary>
    public string Bound => Backwards && Cursor.Length == 0 ? "g" : Cursor;

    /// <summary>The value below which the ids of a page lie in a list that begins with the newest entry: the cursor, or without a cursor a value that sorts after all
    /// ids.</summary>
    public string UpperBound => Cursor.Length == 0 ? "g" : Cursor;

    /// <summary>Number of rows to query. This is one more than the page holds, because the extra row shows whether more rows follow.</summary>
    public int Limit => Size + 1;
}
