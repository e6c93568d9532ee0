namespace Parhelion.Core.Catalog;

/// <summary>What a database says of itself.</summary>
public static class InstallationTable
{
    /// <summary>The id of this installation; made when it is served for the first time.</summary>
    public const string Id = "id";

    /// <summary>The id of the installation that this one is a copy of, until it is served.</summary>
    public const string CopyOf = "copy_of";

    /// <summary>The run that writes the copy, as long as the copy is not whole.</summary>
    public const string CopyRun = "copy_run";

    // Index: primary key, in each.
    private const string FindText = "SELECT value FROM installation WHERE name = @name";
    private const string SetText = "INSERT INTO installation (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    private const string DeleteText = "DELETE FROM installation WHERE name = @name";

    /// <summary>What it says, or <c>null</c>.</summary>
    public static ValueTask<string?> FindAsync(Session session, string name, CancellationToken cancellationToken = default) =>
        session.Sql(FindText).With("@name", name).FirstAsync(row => row.GetString(0), cancellationToken);

    /// <summary>Has it say so from now on.</summary>
    public static async ValueTask SetAsync(Session session, string name, string value) =>
        await session.Sql(SetText).With("@name", name).With("@value", value).ExecuteAsync();

    /// <summary>Has it say nothing.</summary>
    public static async ValueTask DeleteAsync(Session session, string name) => await session.Sql(DeleteText).With("@name", name).ExecuteAsync();
}
