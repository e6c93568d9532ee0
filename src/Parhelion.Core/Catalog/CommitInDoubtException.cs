using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Thrown when it is unknown whether a transaction was committed. Either the connection to PostgreSQL was lost during the commit, or the disk failed
/// while SQLite wrote it. The caller must not delete anything that a row of the transaction may need, and must drop cached copies of its rows.</summary>
public sealed class CommitInDoubtException(string message, Exception inner) : DbException(message, inner);
