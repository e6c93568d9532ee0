namespace Parhelion.Core.Moving;

/// <summary>A unique index other than the primary key.</summary>
/// <param name="Columns">Its columns. If the index is partial, one of them distinguishes the rows in it from all others.</param>
/// <param name="Condition">The SQL condition that selects the rows in the index.</param>
internal sealed record UniqueIndex(IReadOnlyList<string> Columns, string Condition = "1 = 1");
