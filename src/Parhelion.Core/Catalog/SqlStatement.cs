using System.Data;
using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Represents an SQL statement of a <see cref="DatabaseSession"/>. Set its parameters with <c>With</c>, and then run it.</summary>
public readonly struct SqlStatement(DbCommand command)
{
    /// <summary>Sets the parameter <c>@name</c>; <c>null</c> becomes SQL null.</summary>
    public SqlStatement With(string name, string? value) => With(name, value, DbType.String);

    /// <inheritdoc cref="With(string, string?)" />
    public SqlStatement With(string name, long? value) => With(name, value, DbType.Int64);

    /// <inheritdoc cref="With(string, string?)" />
    public SqlStatement With(string name, byte[] value) => With(name, value, DbType.Binary);

    /// <summary>Sets the parameter <c>@name</c> of <c>IN (SELECT value FROM json_each(@name))</c> to a list of ids or keys, whose characters JSON does not
    /// escape.</summary>
    public SqlStatement With(string name, IEnumerable<string> values) => With(name, $"[\"{string.Join("\",\"", values)}\"]");

    // The type is set explicitly, because an engine with typed parameters cannot infer it from null.
    internal SqlStatement With(string name, object? value, DbType type)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return this;
    }

    /// <summary>Runs the statement. Returns the number of rows changed.</summary>
    public async ValueTask<int> ExecuteAsync(CancellationToken cancellationToken = default) =>
        await command.ExecuteNonQueryAsync(cancellationToken);

    /// <summary>Runs the query. Returns its first row, or the default value when there is none.</summary>
    public async ValueTask<T?> FirstAsync<T>(Func<DbDataReader, T> row, CancellationToken cancellationToken = default)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? row(reader) : default;
    }

    /// <summary>Runs the query. Returns all rows; the statement must limit their number.</summary>
    public async ValueTask<List<T>> AllAsync<T>(Func<DbDataReader, T> row, CancellationToken cancellationToken = default)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(row(reader));
        return rows;
    }

    /// <summary>Runs the query. Returns its rows up to and including the first for which <paramref name="isEnough"/> is true.</summary>
    public async ValueTask<List<T>> UntilAsync<T>(Func<DbDataReader, T> row, Predicate<T> isEnough, CancellationToken cancellationToken = default)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(row(reader));
            if (isEnough(rows[^1])) break;
        }

        return rows;
    }
}
