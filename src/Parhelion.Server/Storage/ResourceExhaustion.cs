using System.Data.Common;
using Microsoft.Data.Sqlite;
using Parhelion.Core.Blobs;

namespace Parhelion.Server.Storage;

/// <summary>Recognizes exceptions that mean a full disk or a reached open-file limit. The database and the blob store throw these exceptions.</summary>
internal static class ResourceExhaustion
{
    private const int SqliteFull = 13;
    private const string PostgresDiskFull = "53100";
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    private static readonly int Quota = OperatingSystem.IsMacOS() ? LibcConstants.MacQuotaExceeded : LibcConstants.QuotaExceeded;

    /// <summary>Whether the open-file limit is reached, of this process or of the system.</summary>
    public static bool IsOutOfFiles(Exception fault) =>
        fault is IOException { HResult: LibcConstants.TooManyFilesOfProcess or LibcConstants.TooManyFilesOfSystem };

    public static bool IsDiskFull(Exception fault) => fault switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteFull,
        DbException { SqlState: PostgresDiskFull } => true,
        IOException io => io.HResult == LibcConstants.NoSpace || io.HResult == WindowsDiskFull || io.HResult == Quota,
        _ => false,
    };
}
