using System.Data.Common;
using Npgsql;

namespace Parhelion.Postgres;

/// <summary>Tells apart what a statement or a commit can fail of, and what to do about it.</summary>
internal static class PostgresErrors
{
    private const string IdleInTransaction = "25P03";

    /// <summary>How often a row that is there already is believed to be the trace of a conflict.</summary>
    public const int MostDuplicates = 3;

    /// <summary>The transaction could not be put in an order with others: nothing of it happened, and run again it will find its place.</summary>
    public static bool IsConflict(DbException fault) =>
        fault.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    /// <summary>Two transactions have looked, found nothing, and put the same thing there: one of them may be told this instead of a conflict.
    /// Run again it looks again.</summary>
    public static bool IsDuplicate(DbException fault) => fault.SqlState is PostgresErrorCodes.UniqueViolation;

    /// <summary>The server has said no: the transaction is rolled back. Whatever else ends a commit leaves its outcome open, also a
    /// session that the server ends, which may come after the commit and before its answer.</summary>
    public static bool IsRefusal(DbException fault) => fault is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>There is no connection, or there is none any more: the server is starting, stopping, full or out of reach. The next one may be
    /// better. A transaction that was open is rolled back.</summary>
    public static bool IsConnectionLost(DbException fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow } => true,
        // FATAL otherwise is what no other attempt would change: a wrong password, no such database.
        PostgresException answer => answer.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or
            IdleInTransaction || answer.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException,
        _ => false,
    };
}
