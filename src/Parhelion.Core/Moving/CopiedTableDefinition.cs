using System.Data;
using System.Data.Common;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Moving;

/// <summary>Describes a table whose rows are copied when an installation is moved to another database. The definition has the columns with their types, and the
/// SQL statements that read and write rows. The statements are the same for SQLite and PostgreSQL.</summary>
internal sealed class CopiedTableDefinition
{
    // Rows in one statement. Large statements save round trips, small ones take the remainder. Few sizes, so that few statements are prepared.
    private static readonly int[] Sizes = [64, 8, 1];

    private readonly Column[] columns;
    private readonly string[] key;
    private readonly UniqueIndexConflictRule[] unique;
    private readonly Dictionary<int, string> upserts = [];
    private readonly Dictionary<int, string> deletes = [];
    private readonly Dictionary<(int Index, int Size), string> clears = [];

    /// <summary>Describes a table. Lists of columns are separated by spaces.</summary>
    /// <param name="name">Name of the table.</param>
    /// <param name="key">Columns of the primary key, in order, all of type text.</param>
    /// <param name="text">Other columns of type text.</param>
    /// <param name="numbers">Columns of type integer.</param>
    /// <param name="bytes">Columns of type bytes.</param>
    /// <param name="unique">Unique indexes other than the primary key.</param>
    public CopiedTableDefinition(string name, string key, string text = "", string numbers = "", string bytes = "", params UniqueIndexConflictRule[] unique)
    {
        Name = name;
        this.key = Split(key);
        this.unique = unique;
        columns = [.. ColumnsOf(key, DbType.String), .. ColumnsOf(text, DbType.String), .. ColumnsOf(numbers, DbType.Int64), .. ColumnsOf(bytes, DbType.Binary)];
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

    /// <summary>Name of the table.</summary>
    public string Name { get; }

    /// <summary>Names of all columns, starting with the primary key.</summary>
    public IEnumerable<string> Columns => columns.Select(column => column.Name);

    /// <summary>Names of the columns of the primary key.</summary>
    public IReadOnlyList<string> Key => key;

    /// <summary>Unique indexes other than the primary key.</summary>
    public IReadOnlyList<UniqueIndexConflictRule> Unique => unique;

    /// <summary>All statements, so that a test can inspect their query plans.</summary>
    public IEnumerable<string> Texts => [PageText, AnyText, .. upserts.Values, .. deletes.Values, .. clears.Values];

    private string PageText { get; }

    private string CountText { get; }

    private string AnyText { get; }

    /// <summary>Gets the position of a column among the values of a row.</summary>
    public int IndexOf(string column) => Array.FindIndex(columns, candidate => candidate.Name == column);

    /// <summary>Gets the type of a column as the schema spells it.</summary>
    public string KindOf(string column) => columns[IndexOf(column)].Type switch { DbType.String => "TEXT", DbType.Int64 => "BIGINT", _ => "BYTEA" };

    /// <summary>Reads rows after a key, in the order of their keys. Returns at most <paramref name="limit"/> rows, and ends the page with the row that reaches
    /// <paramref name="weight"/> bytes.</summary>
    public ValueTask<List<CopiedRow>> PageAsync(DatabaseSession session, IReadOnlyList<string> after, int limit, long weight, CancellationToken cancellationToken)
    {
        var statement = session.Sql(PageText).With("@limit", (long)limit);
        for (var i = 0; i < key.Length; i++) statement.With($"@k{i}", after[i]);
        long held = 0;
        return statement.UntilAsync(Read, row => (held += row.Bytes) >= weight, cancellationToken);
    }

    /// <summary>Counts the rows.</summary>
    public async ValueTask<long> CountAsync(DatabaseSession session, CancellationToken cancellationToken) =>
        await session.Sql(CountText).FirstAsync(row => row.GetInt64(0), cancellationToken);

    /// <summary>Whether the table has any row.</summary>
    public async ValueTask<bool> AnyAsync(DatabaseSession session) => await session.Sql(AnyText).FirstAsync(_ => true);

    /// <summary>Inserts rows, and replaces rows with the same primary keys. Before that, it deletes rows of the target that conflict in a unique index. A row
    /// in conflict is outdated, because in the source another row has these values now.</summary>
    public async ValueTask PutAsync(DatabaseSession session, IReadOnlyList<CopiedRow> rows)
    {
        for (var i = 0; i < unique.Length; i++) await ExecuteInBatchesAsync(rows, size => session.Sql(clears[(i, size)]), unique[i].Columns.Select(IndexOf).ToArray());
        await ExecuteInBatchesAsync(rows, size => session.Sql(upserts[size]), [.. Enumerable.Range(0, columns.Length)]);
    }

    /// <summary>Deletes rows by their keys.</summary>
    public ValueTask DeleteAsync(DatabaseSession session, IReadOnlyList<CopiedRow> rows) =>
        ExecuteInBatchesAsync(rows, size => session.Sql(deletes[size]), [.. Enumerable.Range(0, key.Length)]);

    private async ValueTask ExecuteInBatchesAsync(IReadOnlyList<CopiedRow> rows, Func<int, SqlStatement> statementOf, int[] positions)
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

    private string Clear(UniqueIndexConflictRule index, int size) =>
        $"DELETE FROM {Name} WHERE {index.Condition} AND ({string.Join(", ", index.Columns)}) IN (VALUES {Values(index.Columns.Count, size)})";

    private static string Values(int width, int size) =>
        string.Join(", ", Enumerable.Range(0, size).Select(row => $"({string.Join(", ", Enumerable.Range(0, width).Select(i => Parameter(row, i)))})"));

    private static string Parameter(int row, int column) => $"@p{row}_{column}";

    private static IEnumerable<Column> ColumnsOf(string names, DbType type) => Split(names).Select(name => new Column(name, type));

    private static string[] Split(string names) => names.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private readonly record struct Column(string Name, DbType Type);
}
