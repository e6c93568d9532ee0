using Parhelion.Core.Catalog;

namespace Parhelion.Tests;

/// <summary>A database from before usage was counted: with the schema of that time, apps, attachments and receipts.</summary>
internal static class UsageMigration
{
    private const long Day = 86_400_000;

    /// <summary>The newest day of the attachments.</summary>
    public const int LastDay = 20_500;

    /// <summary>Makes the tables of the schema before usage was counted.</summary>
    public static async ValueTask<bool> CreateAsync(DatabaseSession session)
    {
        await OldSchema.CreateAsync(session, "0014");
        foreach (var app in (string[])["a", "b"])
        {
            await session.Sql("INSERT INTO apps (id, display_name, settings, metadata, created_at) VALUES (@id, 'x', '{}', NULL, 0)").With("@id", app).ExecuteAsync();
        }

        await AddAsync(session, "a", "image/png", 10, LastDay);
        await AddAsync(session, "a", "image/png", 20, LastDay - 89);
        await AddAsync(session, "a", "text/plain", 30, LastDay - 90);
        await AddAsync(session, "b", "text/plain", 40, LastDay);
        // A cascade has yet to delete it.
        await AddAsync(session, "gone", "text/plain", 50, LastDay);
        await session.Sql("""
            INSERT INTO removals (id, app_id, media_hash, size, reason, requested_by, requested_at, attempts, due_at)
            VALUES ('r', 'a', @media_hash, 7, 'removed', 'k', @at, 0, 0)
            """).With("@media_hash", new byte[32]).With("@at", (LastDay * Day) + 1).ExecuteAsync();
        return true;
    }

    /// <summary>What the new tables have then, as lines.</summary>
    public static async ValueTask<string> ReadAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        var types = await session.Sql("SELECT app_id, media_type, attachments, bytes FROM app_usage ORDER BY app_id, media_type")
            .AllAsync(row => $"{row.GetString(0)} {row.GetString(1)} {row.GetInt64(2)} {row.GetInt64(3)}", cancellationToken);
        var days = await session.Sql("SELECT app_id, day, uploads, uploaded_bytes, deletions, deleted_bytes FROM app_usage_days ORDER BY app_id, day")
            .AllAsync(row => $"{row.GetString(0)} {row.GetString(1)} {row.GetInt64(2)} {row.GetInt64(3)} {row.GetInt64(4)} {row.GetInt64(5)}", cancellationToken);
        return string.Join('\n', [.. types, .. days]);
    }

    /// <summary>The lines that are expected.</summary>
    public static string Expected => $"""
        a image/png 2 30
        a text/plain 1 30
        b text/plain 1 40
        a {LastDay - 89} 1 20 0 0
        a {LastDay} 1 10 1 7
        b {LastDay} 1 40 0 0
        """.ReplaceLineEndings("\n");

    private static async ValueTask AddAsync(DatabaseSession session, string app, string type, long size, long day) =>
        await session.Sql("""
            INSERT INTO attachments (token, id, app_id, conversation_id, for_message, held_by, file_name, media_type, size, sha256, created_at, access)
            VALUES (@token, @token, @app, NULL, 0, 'app', 'x', @type, @size, @sha256, @at, 'public')
            """).With("@token", $"{app} {type} {size}").With("@app", app).With("@type", type).With("@size", size).With("@sha256", new byte[32])
            .With("@at", (day * Day) + 5).ExecuteAsync();
}
