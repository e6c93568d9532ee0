using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>apps</c>, which holds the display name, the settings and the metadata of each app.</summary>
public static class AppTable
{
    private const string Columns = "id, display_name, settings, metadata";

    // Index of each statement: primary key.
    private const string InsertText = """
        INSERT INTO apps (id, display_name, settings, metadata, created_at) VALUES (@id, @display_name, @settings, @metadata, @created_at)
        """;

    private const string FindText = $"SELECT {Columns} FROM apps WHERE id = @id";
    private const string AfterText = $"SELECT {Columns} FROM apps WHERE id > @cursor ORDER BY id LIMIT @limit";
    private const string BeforeText = $"SELECT {Columns} FROM apps WHERE id < @cursor ORDER BY id DESC LIMIT @limit";
    private const string UpdateText = "UPDATE apps SET display_name = @display_name, settings = @settings, metadata = @metadata WHERE id = @id";
    private const string DeleteText = "DELETE FROM apps WHERE id = @id";

    /// <summary>Inserts an app.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, AppRow app, DateTimeOffset now) =>
        await Fill(session.Sql(InsertText), app).With("@created_at", now.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Finds an app by its id, or <c>null</c>.</summary>
    public static ValueTask<AppRow?> FindAsync(DatabaseSession session, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).FirstAsync(Read, cancellationToken);

    /// <summary>Lists apps on one side of a cursor, nearest first.</summary>
    public static ValueTask<List<AppRow>> ListAsync(DatabaseSession session, PageRequest page, CancellationToken cancellationToken) =>
        session.Sql(page.Backwards ? BeforeText : AfterText).With("@cursor", page.Bound).With("@limit", (long)page.Limit).AllAsync(Read, cancellationToken);

    /// <summary>Updates an app. False when it does not exist.</summary>
    public static async ValueTask<bool> UpdateAsync(DatabaseSession session, AppRow app) => await Fill(session.Sql(UpdateText), app).ExecuteAsync() == 1;

    /// <summary>Deletes an app. False when it does not exist.</summary>
    public static async ValueTask<bool> DeleteAsync(DatabaseSession session, string id) =>
        await session.Sql(DeleteText).With("@id", id).ExecuteAsync() == 1;

    private static SqlStatement Fill(SqlStatement statement, AppRow app) =>
        statement.With("@id", app.Id).With("@display_name", app.DisplayName).With("@settings", app.Settings).With("@metadata", app.Metadata);

    private static AppRow Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.StringOrNull(3));
}
