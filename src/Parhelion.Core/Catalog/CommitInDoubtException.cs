using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>The connection was lost while a transaction was being committed: it may be committed or not.</summary>
public sealed class CommitInDoubtException(string message, Exception inner) : DbException(message, inner);
