using System.Data;
using System.Data.Common;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>A table as a move copies it: its columns by their kind, and the statements that follow from them. They serve both engines; row
/// values are compared byte by byte.</summary>
internal sealed class CopiedTable
{
    // Rows of one statement: large ones save round trips, and whatever is left over goes in small ones. Few sizes, so that few are prepared.
    private static readonly int[] Sizes = [64, 8, 1];

    private readonly Column[] columns;
    private readonly string[] key;
    private readonly UniqueIndex[] unique;
    private readonly Dictionary<int, string> upserts = [];
    private readonly Dictionary<int, string> deletes = [];
    private readonly Dictionary<(int Index, int Size), string> clears = [];

    /// <summary>A table.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="key">Columns of the primary key, in their order; texts.</param>
    /// <param name="text">Further columns that are texts.</param>
    /// <param name="numbers">Columns that are whole numbers.</param>
    /// <param name="bytes">Columns that are bytes.</param>
    /// <param name="unique">Unique indexes beside the primary key.</param>
    public CopiedTable(string name, string key, string text = "", string numbers = "", string bytes = "", params UniqueIndex[] unique)
    {
        Name = name;
        this.key = Split(key);
        this.unique = unique;
        columns = [.. Of(key, DbType.String), .. Of(text, DbType.String), .. Of(numbers, DbType.Int64), .. Of(bytes, DbType.Binary)];
        var keys = string.Join(", ", this.key);
        PageText = $"""
            SELECT {string.Join(", ", Columns)} FROM {name} WHERE ({keys}) > ({string.Join(", ", this.key.Select((_, i) => $"@k{i}"))})
            ORDER BY {keys} LIMIT @limit
            """;
        CountText = $"SELECT COUNT(*) FROM {name}";
        AnyText = $"SELECT 1 FROM {name} LIMIT 1";
        foreach (var size in Sizes)
        {
            upserts.Add(size, Upsert(size));
            deletes.Add(size, $"DELETE FROM {name} WHERE ({keys}) IN (VALUES {Values(this.key.Length, size)})");
            for (var i = 0; i < unique.Length; i++) clears.Add((i, size), Clear(unique[i], size));
        }
    }

    /// <summary>Name in the schema.</summary>
    public string Name { get; }

    /// <summary>Names of all columns, those of the key first.</summary>
    public IEnumerable<string> Columns => columns.Select(column => column.Name);

    /// <summary>Names of the columns of the primary key.</summary>
    public IReadOnlyList<string> Key => key;

    /// <summary>Unique indexes beside the primary key.</summary>
    public IReadOnlyList<UniqueIndex> Unique => unique;

    /// <summary>All statements, to look at how an engine runs them.</summary>
    public IEnumerable<string> Texts => [PageText, AnyText, .. upserts.Values, .. deletes.Values, .. clears.Values];

    private string PageText { get; }

    private string CountText { get; }

    private string AnyText { get; }

    /// <summary>Position of a column in the values of a row.</summary>
    public int IndexOf(string column) => Array.FindIndex(columns, candidate => candidate.Name == column);

    /// <summary>The kind of a column, as the schema has it.</summary>
    public string KindOf(string column) => columns[IndexOf(column)].Type switch { DbType.String => "TEXT", DbType.Int64 => "BIGINT", _ => "BYTEA" };

    /// <summary>Rows after a key, in the order of keys: at most <paramref name="limit"/>, and no more than hold <paramref name="weight"/> bytes, the last one apart.</summary>
    public ValueTask<List<CopiedRow>> PageAsync(DatabaseSession session, IReadOnlyList<string> after, int limit, long weight, CancellationToken cancellationToken)
    {
        var statement = session.Sql(PageText).With("@limit", (long)limit);
        for (var i = 0; i < key.Length; i++) statement.With($"@k{i}", after[i]);
        long held = 0;
        return statement.UntilAsync(Read, row => (held += row.Weight) >= weight, cancellationToken);
    }

    /// <summary>How many rows there are.</summary>
    public async ValueTask<long> CountAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        await session.Sql(CountText).FirstAsync(row => row.GetInt64(0), cancellationToken);

    /// <summary>Whether there is any row.</summary>
    public async ValueTask<bool> AnyAsync(DatabaseSession session) => await session.Sql(AnyText).FirstAsync(_ => true);

    /// <summary>Makes the table have these rows as they are, in place of what it has under their keys, and of what their unique columns shut out:
    /// that is something of former times, which the side that is copied has let go.</summary>
    public async ValueTask PutAsync(DatabaseSession session, IReadOnlyList<CopiedRow> rows)
    {
        for (var i = 0; i < unique.Length; i++) await InPiecesAsync(rows, size => session.Sql(clears[(i, size)]), unique[i].Columns.Select(IndexOf).ToArray());
        await InPiecesAsync(rows, size => session.Sql(upserts[size]), [.. Enumerable.Range(0, columns.Length)]);
    }

    /// <summary>Takes rows out by their keys.</summary>
    public ValueTask DropAsync(DatabaseSession session, IReadOnlyList<CopiedRow> rows) =>
        InPiecesAsync(rows, size => session.Sql(deletes[size]), [.. Enumerable.Range(0, key.Length)]);

    private async ValueTask InPiecesAsync(IReadOnlyList<CopiedRow> rows, Func<int, Statement> statementOf, int[] positions)
    {
        for (int done = 0, size; done < rows.Count; done += size)
        {
            size = Array.Find(Sizes, candidate => candidate <= rows.Count - done);
            var statement = statementOf(size);
            for (var row = 0; row < size; row++)
            {
                for (var i = 0; i < positions.Length; i++)
                {
                    statement.With(Parameter(row, i), rows[done + row].Values[positions[i]], columns[positions[i]].Type);
                }
            }

            await statement.ExecuteAsync();
        }
    }

    private CopiedRow Read(DbDataReader reader)
    {
        var values = new object?[columns.Length];
        long weight = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (reader.IsDBNull(i)) continue;
            values[i] = columns[i].Type switch
            {
                DbType.String => reader.GetString(i),
                DbType.Int64 => reader.GetInt64(i),
                _ => reader.GetFieldValue<byte[]>(i),
            };
            weight += values[i] switch { string text => 2L * text.Length, byte[] bytes => bytes.Length, _ => sizeof(long) };
        }

        return new CopiedRow(values, key.Length, weight);
    }

    private string Upsert(int size)
    {
        var keys = string.Join(", ", key);
        var rest = columns[key.Length..];
        var conflict = rest.Length == 0 ? "NOTHING" : $"UPDATE SET {string.Join(", ", rest.Select(column => $"{column.Name} = excluded.{column.Name}"))}";
        return $"""
            INSERT INTO {Name} ({string.Join(", ", Columns)}) VALUES {Values(columns.Length, size)}
            ON CONFLICT ({keys}) DO {conflict}
            """;
    }

    private string Clear(UniqueIndex index, int size) =>
        $"DELETE FROM {Name} WHERE {index.Condition} AND ({string.Join(", ", index.Columns)}) IN (VALUES {Values(index.Columns.Count, size)})";

    private static string Values(int width, int size) =>
        string.Join(", ", Enumerable.Range(0, size).Select(row => $"({string.Join(", ", Enumerable.Range(0, width).Select(i => Parameter(row, i)))})"));

    private static string Parameter(int row, int column) => $"@p{row}_{column}";

    private static IEnumerable<Column> Of(string names, DbType type) => Split(names).Select(name => new Column(name, type));

    private static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private readonly record struct Column(string Name, DbType Type);
}

/// <summary>A unique index beside the primary key.</summary>
/// <param name="Columns">Its columns; one that tells the rows which it is about from the others is among them.</param>
/// <param name="Condition">Which rows it is about.</param>
internal sealed record UniqueIndex(IReadOnlyList<string> Columns, string Condition = "1 = 1");
