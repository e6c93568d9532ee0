namespace Parhelion.Core.Moving;

/// <summary>A unique index of a table that a move copies, other than the primary key. Before the move writes a row, it deletes rows of the target that have the
/// same values in this index.</summary>
/// <param name="Columns">The columns of the index. If the index is partial, one of these columns alone decides whether a row is in the index.</param>
/// <param name="Condition">The SQL condition that selects the rows in the index.</param>
internal sealed record UniqueIndex(IReadOnlyList<string> Columns, string Condition = "1 = 1");
