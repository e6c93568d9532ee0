namespace Parhelion.Core.Moving;

/// <summary>Describes a unique index, other than the primary key, of a table whose rows are copied to another database. Before a row is written, rows of the
/// target with the same values in this index are deleted.</summary>
/// <param name="Columns">The columns of the index. If the index is partial, one of these columns alone decides whether a row is in the index.</param>
/// <param name="Condition">The SQL condition that selects the rows in the index.</param>
internal sealed record CopiedUniqueIndex(IReadOnlyList<string> Columns, string Condition = "1 = 1");
