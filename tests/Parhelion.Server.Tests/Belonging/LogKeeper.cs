using Microsoft.Data.Sqlite;

namespace Parhelion.Server.Tests.Belonging;

/// <summary>Somebody who reads the database for as long as this lives. A server empties the log of its database when it has nothing else to do; while
/// somebody reads it cannot, and the log is there after <c>kill -9</c>.</summary>
internal static class LogKeeper
{
    /// <summary>Begins to read. For reading only: a connection that may write copies and deletes the log when it is closed as the last one.</summary>
    public static async Task<IAsyncDisposable> ReadAsync(string directory)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "parhelion.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN; SELECT COUNT(*) FROM attachments";
        await command.ExecuteScalarAsync();
        return connection;
    }
}
