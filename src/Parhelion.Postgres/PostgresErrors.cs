using System.Data.Common;
using Npgsql;

namespace Parhelion.Postgres;

/// <summary>Classifies the exceptions of a statement or a commit, so that the caller can decide whether to retry.</summary>
internal static class PostgresErrors
{
    private const string IdleInTransaction = "25P03";

    // The methods of Npgsql that read and parse a message of the server, and those that compare its kind with the expected kind.
    private const string MessageReader = "at Npgsql.Internal.NpgsqlConnector.ReadMessage", MessageCheck = "at Npgsql.Util.Statics.";

    /// <summary>Largest number of retries after <see cref="IsDuplicate"/>. After that, the duplicate is an error and no conflict.</summary>
    public const int MaxDuplicates = 3;

    /// <summary>Whether the transaction conflicted with a concurrent transaction. The transaction was rolled back, and a retry can succeed.</summary>
    public static bool IsConflict(DbException fault) =>
        fault.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    /// <summary>Whether a row with the same unique key exists. Two concurrent transactions may both find that a row is missing, and both insert the row.
    /// PostgreSQL may then report this error instead of a conflict. A retry finds the row.</summary>
    public static bool IsDuplicate(DbException fault) => fault.SqlState is PostgresErrorCodes.UniqueViolation;

    /// <summary>Whether the server refused the commit, so that the transaction is rolled back. After any other exception its outcome is unknown: the
    /// server may also have ended the session after the commit and before its response.</summary>
    public static bool IsRefusal(DbException fault) => fault is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Whether the connection failed or was lost, because the server is starting, stopping, out of connections or unreachable. A new connection may
    /// succeed. An open transaction was rolled back.</summary>
    public static bool IsConnectionLost(DbException fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow } => true,
        // A retry would not change other FATAL errors, such as a wrong password or a missing database.
        PostgresException answer => answer.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or
            IdleInTransaction || answer.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException,
        _ => false,
    };

    /// <summary>Whether the bytes that were received are no message of PostgreSQL, for example because a proxy sent an error of its own. Npgsql does not check all
    /// lengths of a message, and then throws exceptions of any type.</summary>
    public static bool IsProtocolViolation(Exception fault) => fault switch
    {
        PostgresException or IOException or OperationCanceledException => false,
        NpgsqlException => fault.StackTrace?.Contains(MessageCheck, StringComparison.Ordinal) == true,
        _ => fault.StackTrace?.Contains(MessageReader, StringComparison.Ordinal) == true,
    };

    /// <summary>Makes the exception of a lost connection from a <see cref="IsProtocolViolation">protocol violation</see>.</summary>
    public static NpgsqlException ConnectionLost(Exception violation) =>
        new("The bytes that were received are no message of PostgreSQL.", new IOException(violation.Message, violation));
}
