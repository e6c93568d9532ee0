using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Thrown when it is unknown whether a transaction was committed. Either the connection to PostgreSQL was lost during the commit, or the disk failed while
/// SQLite wrote the commit.
/// </summary>
/// <remarks>The caller must not delete anything that a row of the transaction may need. The caller must drop the rows of the transaction from
/// caches.</remarks>
public sealed class CommitInDoubtException(string message, Exception inner) : DbException(message, inner);
