using System.Globalization;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>installation</c>. Each row is a value with a name, such as the id of the installation or the watermark. The values
/// say which installation the database belongs to, and whether the database is a copy.</summary>
public static class InstallationTable
{
    /// <summary>The version of the schema that introduced this table.</summary>
    public const long FirstVersion = 6;

    /// <summary>Name of the installation's id, which is set when the database is served for the first time.</summary>
    public const string Id = "id";

    /// <summary>Name of the id of the original installation. Present while the database is a copy that was not served yet.</summary>
    public const string CopyOf = "copy_of";

    /// <summary>Name of the id of the <c>migrate</c> run that writes the copy. Present while the copy is incomplete.</summary>
    public const string CopyRun = "copy_run";

    /// <summary>Name of the watermark, a number that only rises. The database flushes each new number to its disk before the identity file of the store gets
    /// this number. A database with a lower number than its store is therefore an older copy.</summary>
    public const string Watermark = "watermark";

    // Index of each statement: primary key.
    private const string RecordText = "SELECT name, value FROM installation WHERE name IN ('id', 'copy_of', 'copy_run', 'watermark')";
    private const string FindText = "SELECT value FROM installation WHERE name = @name";
    private const string SetText = "INSERT INTO installation (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    private const string DeleteText = "DELETE FROM installation WHERE name = @name";

    /// <summary>Gets a value by its name, or <c>null</c>.</summary>
    public static ValueTask<string?> FindAsync(DatabaseSession session, string name, CancellationToken cancellationToken = default) =>
        session.Sql(FindText).With("@name", name).FirstAsync(row => row.GetString(0), cancellationToken);

    /// <summary>Reads all values.</summary>
    public static async ValueTask<InstallationValues> ReadAsync(DatabaseSession session, CancellationToken cancellationToken = default)
    {
        var rows = await session.Sql(RecordText).AllAsync(row => KeyValuePair.Create(row.GetString(0), row.GetString(1)), cancellationToken);
        var values = rows.ToDictionary(StringComparer.Ordinal);
        return new InstallationValues(
            values.GetValueOrDefault(Id), values.GetValueOrDefault(CopyOf), values.GetValueOrDefault(CopyRun), NumberOf(values.GetValueOrDefault(Watermark)));
    }

    /// <summary>Raises the watermark by one, and at least to <paramref name="least"/>. Returns the new watermark.</summary>
    public static async ValueTask<long> RaiseAsync(DatabaseSession session, long least)
    {
        var raised = Math.Max(NumberOf(await FindAsync(session, Watermark)) + 1, least);
        await SetAsync(session, Watermark, raised.ToString(CultureInfo.InvariantCulture));
        return raised;
    }

    /// <summary>Inserts or replaces a value.</summary>
    public static async ValueTask SetAsync(DatabaseSession session, string name, string value) =>
        await session.Sql(SetText).With("@name", name).With("@value", value).ExecuteAsync();

    /// <summary>Deletes a value.</summary>
    public static async ValueTask DeleteAsync(DatabaseSession session, string name) => await session.Sql(DeleteText).With("@name", name).ExecuteAsync();

    private static long NumberOf(string? value) => value is null ? 0 : long.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
}
