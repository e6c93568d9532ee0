using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>One open connection with the statements it has prepared. Used by one caller at a time.</summary>
/// <param name="connection">The connection, which goes with the session.</param>
/// <param name="dialect">Turns the text of a statement into what the engine takes.</param>
/// <param name="keepsCommands">Whether a command is used again, with other values. A driver that prepares by itself remembers those of the
/// first time; there each statement is a command of its own.</param>
public sealed class DatabaseSession(DbConnection connection, Func<string, string> dialect, bool keepsCommands = true) : IDisposable
{
    private readonly Dictionary<string, DbCommand> prepared = new(StringComparer.Ordinal);

    /// <summary>A statement of this connection, prepared on its first use. Only constant texts come here; values go in as parameters.</summary>
    public Statement Sql(string text)
    {
        if (!keepsCommands) return new Statement(Make(text));
        if (!prepared.TryGetValue(text, out var command))
        {
            command = Make(text);
            prepared.Add(text, command);
        }

        command.Parameters.Clear();
        return new Statement(command);
    }

    /// <summary>Runs a text that is not remembered: for what takes no parameters. Never with anything from outside.</summary>
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
