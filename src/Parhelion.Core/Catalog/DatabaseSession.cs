using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Runs SQL statements on one database connection. By default, the session keeps each statement prepared for its next run. Only one caller at a time
/// may use a session.</summary>
/// <param name="connection">The connection. The session disposes it.</param>
/// <param name="dialect">Translates the shared SQL to the SQL of the database engine.</param>
/// <param name="keepsCommands">Whether the session keeps each command prepared and runs it again with other values. If not, each run gets a new command. Must
/// be <c>false</c> for a driver that prepares commands itself: with such a driver, a command that runs again would keep the values of its first run.</param>
public sealed class DatabaseSession(DbConnection connection, Func<string, string> dialect, bool keepsCommands = true) : IDisposable
{
    private readonly Dictionary<string, DbCommand> prepared = new(StringComparer.Ordinal);

    /// <summary>Whether no other transaction can write at the same time.</summary>
    public bool IsOnlyWriter { get; init; }

    /// <summary>Gets a statement, which is prepared on its first use. The text must be a constant; values are passed as parameters.</summary>
    public SqlStatement Sql(string text)
    {
        if (!keepsCommands) return new SqlStatement(Make(text));
        if (!prepared.TryGetValue(text, out var command))
        {
            command = Make(text);
            prepared.Add(text, command);
        }

        command.Parameters.Clear();
        return new SqlStatement(command);
    }

    /// <summary>Runs a statement that is not cached, for statements that cannot have parameters. The text must not contain untrusted input.</summary>
    internal async ValueTask RunOnceAsync(string text)
    {
        await using var command = Make(text);
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in prepared.Values) command.Dispose();
        connection.Dispose();
    }

    private DbCommand Make(string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = dialect(text);
        return command;
    }
}
