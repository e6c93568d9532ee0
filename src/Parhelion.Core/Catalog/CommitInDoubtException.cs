using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>A transaction may be committed or not: the connection to PostgreSQL was lost during the commit, or the disk failed while SQLite wrote
/// it. Whoever gets this deletes nothing that a row of the transaction may need, and forgets whatever it remembers of the rows.</summary>
public sealed class CommitInDoubtException(string message, Exception inner) : DbException(message, inner);
