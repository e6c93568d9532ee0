using System.Data;
using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>A statement that is being filled with values and run.</summary>
public readonly struct Statement(DbCommand command)
{
    /// <summary>Gives the parameter <c>@name</c> its value; <c>null</c> is SQL's null.</summary>
    public Statement With(string name, string? value) => With(name, value, DbType.String);

    /// <inheritdoc cref="With(string, string?)" />
    public Statement With(string name, long? value) => With(name, value, DbType.Int64);

    /// <inheritdoc cref="With(string, string?)" />
    public Statement With(string name, byte[] value) => With(name, value, DbType.Binary);

    // The type is told with it: an engine that knows types has nothing to go by in a null.
    internal Statement With(string name, object? value, DbType type)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return this;
    }

    /// <summary>Runs it; the number of rows that it changed.</summary>
    public async ValueTask<int> ExecuteAsync(CancellationToken cancellationToken = default) =>
        await command.ExecuteNonQueryAsync(cancellationToken);

    /// <summary>Runs it; its first row, or <c>null</c>.</summary>
    public async ValueTask<T?> FirstAsync<T>(Func<DbDataReader, T> row, CancellationToken cancellationToken = default)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? row(reader) : default;
    }

    /// <summary>Runs it; all its rows. The statement bounds how many.</summary>
    public async ValueTask<List<T>> AllAsync<T>(Func<DbDataReader, T> row, CancellationToken cancellationToken = default)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken)) rows.Add(row(reader));
        return rows;
    }

    /// <summary>Runs it; its rows up to and with the one that is enough.</summary>
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
