using System.Data.Common;
using System.Net.Sockets;
using Parhelion.Core.Catalog;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>Explains to the operator in one sentence why the database cannot be used. The class chooses the sentence by the error code of SQLite or PostgreSQL.
/// No sentence shows the connection string, which is secret.</summary>
internal static class DatabaseErrorExplainer
{
    /// <summary>Returns the sentence for an exception of the database that the settings select.</summary>
    public static string SentenceOf(StorageSettings settings, Exception fault) =>
        settings.Database == DatabaseProvider.Postgres ? OfPostgres(settings.Section, fault) : OfSqlite(settings.Section, settings.DataDirectory, fault);

    private static string OfSqlite(string section, string folder, Exception fault)
    {
        var name = Path.GetFileName(DataDirectory.DatabaseFileOf(folder));
        if (fault is not UnusableDatabaseException && Directory.Exists(DataDirectory.DatabaseFileOf(folder)))
        {
            return $"{section}:DataDirectory is '{folder}', where '{name}' is a folder and must be a file; move it away, or choose another folder.";
        }

        return $"{section}:DataDirectory is '{folder}', whose {name} cannot be used: {ExplainSqlite(fault)}.";
    }

    // Primary result codes of SQLite: https://www.sqlite.org/rescode.html
    private static string ExplainSqlite(Exception fault) => (fault as Microsoft.Data.Sqlite.SqliteException)?.SqliteErrorCode switch
    {
        5 or 6 => "another program has locked it; stop that program",
        8 => $"it is read-only; let the {ProcessUser.Text} write to it and to its folder",
        10 => $"reading or writing it failed ({ExceptionText.Quote(fault)}); check the disk",
        11 => "it is damaged; restore a backup",
        13 => "the disk is full; free some space",
        14 => $"it cannot be opened; let the {ProcessUser.Text} read and write it and its folder",
        26 => "it is not a SQLite database; move it away, or restore a backup",
        _ => ExceptionText.Quote(fault),
    };

    private static string OfPostgres(string section, Exception fault) => $"{section}:Database:ConnectionString (its value is not shown): {ExplainPostgres(fault)}.";

    private static string ExplainPostgres(Exception fault) => fault switch
    {
        DbException { SqlState: "28P01" or "28000" } => $"PostgreSQL refuses the user or the password ({ExceptionText.Quote(fault)}); correct Username and Password",
        DbException { SqlState: "3D000" } => $"the database is missing ({ExceptionText.Quote(fault)}); create it, or correct Database",
        DbException { SqlState: "42501" } => $"the user lacks permissions ({ExceptionText.Quote(fault)}); allow it to create tables",
        DbException { SqlState: "53300" } => $"PostgreSQL has no connection left ({ExceptionText.Quote(fault)}); raise max_connections, or lower Maximum Pool Size",
        DbException { SqlState: not null } or UnusableDatabaseException => $"{ExceptionText.Quote(fault)}",
        _ => $"PostgreSQL cannot be reached ({Innermost(fault)}); start it, or correct Host and Port",
    };

    private static string Innermost(Exception fault) => ExceptionText.Quote(fault.GetBaseException() is SocketException or TimeoutException ? fault.GetBaseException() : fault);
}
