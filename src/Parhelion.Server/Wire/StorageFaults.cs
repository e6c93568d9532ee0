using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Parhelion.Server.Wire;

/// <summary>Tells apart what the stores can fail of.</summary>
internal static class StorageFaults
{
    private const int SqliteFull = 13;
    private const string PostgresDiskFull = "53100";
    private const int NoSpace = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public static bool IsDiskFull(Exception fault) => fault switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteFull,
        DbException { SqlState: PostgresDiskFull } => true,
        IOException io => io.HResult is NoSpace or QuotaExceeded or WindowsDiskFull,
        _ => false,
    };
}
