using System.Globalization;

namespace Parhelion.Core.Catalog;

/// <summary>What a database says of itself.</summary>
public static class InstallationTable
{
    /// <summary>The version of the schema that has brought this table.</summary>
    public const long FirstVersion = 6;

    /// <summary>The id of this installation; made when it is served for the first time.</summary>
    public const string Id = "id";

    /// <summary>The id of the installation that this one is a copy of, until it is served.</summary>
    public const string CopyOf = "copy_of";

    /// <summary>The run that writes the copy, as long as the copy is not whole.</summary>
    public const string CopyRun = "copy_run";

    /// <summary>A number that only rises. What the blob store has been told of it is never more than what the database has on its disk, so
    /// that a database which is behind the store is older than the blobs in it.</summary>
    public const string Watermark = "watermark";

    // Index: primary key, in each.
    private const string RecordText = "SELECT name, value FROM installation WHERE name IN ('id', 'copy_of', 'copy_run', 'watermark')";
    private const string FindText = "SELECT value FROM installation WHERE name = @name";
    private const string SetText = "INSERT INTO installation (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    private const string DeleteText = "DELETE FROM installation WHERE name = @name";

    /// <summary>What it says, or <c>null</c>.</summary>
    public static ValueTask<string?> FindAsync(DatabaseSession session, string name, CancellationToken cancellationToken = default) =>
        session.Sql(FindText).With("@name", name).FirstAsync(row => row.GetString(0), cancellationToken);

    /// <summary>Everything that it says about whose it is.</summary>
    public static async ValueTask<InstallationRecord> ReadAsync(DatabaseSession session, CancellationToken cancellationToken = default)
    {
        var rows = await session.Sql(RecordText).AllAsync(row => KeyValuePair.Create(row.GetString(0), row.GetString(1)), cancellationToken);
        var values = rows.ToDictionary(StringComparer.Ordinal);
        return new InstallationRecord(
            values.GetValueOrDefault(Id), values.GetValueOrDefault(CopyOf), values.GetValueOrDefault(CopyRun), NumberOf(values.GetValueOrDefault(Watermark)));
    }

    /// <summary>Raises the watermark by one, and at least to <paramref name="least"/>; what it is now.</summary>
    public static async ValueTask<long> RaiseAsync(DatabaseSession session, long least)
    {
        var raised = Math.Max(NumberOf(await FindAsync(session, Watermark)) + 1, least);
        await SetAsync(session, Watermark, raised.ToString(CultureInfo.InvariantCulture));
        return raised;
    }

    /// <summary>Has it say so from now on.</summary>
    public static async ValueTask SetAsync(DatabaseSession session, string name, string value) =>
        await session.Sql(SetText).With("@name", name).With("@value", value).ExecuteAsync();

    /// <summary>Has it say nothing.</summary>
    public static async ValueTask DeleteAsync(DatabaseSession session, string name) => await session.Sql(DeleteText).With("@name", name).ExecuteAsync();

    private static long NumberOf(string? value) => value is null ? 0 : long.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>What a database says about whose it is.</summary>
/// <param name="Id">The id of the installation; <c>null</c> until it is served for the first time.</param>
/// <param name="CopyOf">The id of the installation that it is a copy of, until it is served.</param>
/// <param name="CopyRun">The run that writes the copy, as long as the copy is not whole.</param>
/// <param name="Watermark">See <see cref="InstallationTable.Watermark"/>; 0 before the first.</param>
public sealed record InstallationRecord(string? Id, string? CopyOf, string? CopyRun, long Watermark)
{
    /// <summary>Says nothing.</summary>
    public static readonly InstallationRecord Empty = new(null, null, null, 0);
}
