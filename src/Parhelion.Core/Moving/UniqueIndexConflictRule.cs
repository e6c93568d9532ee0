namespace Parhelion.Core.Moving;

/// <summary>
/// Describes a unique index, other than the primary key, of a table whose rows are copied to another database. Before the copy writes a row, it deletes the
/// rows of the target that conflict in this index.
/// </summary>
/// <param name="Columns">The columns of the index.</param>
/// <param name="Condition">The SQL condition that selects the rows in the index; by default all rows. It tests only one of the columns.</param>
internal sealed record UniqueIndexConflictRule(IReadOnlyList<string> Columns, string Condition = "1 = 1");
