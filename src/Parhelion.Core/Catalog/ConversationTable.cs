using System.Data.Common;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads and writes the table <c>conversations</c>. Queries for API clients read the view <c>live_conversations</c>. The view leaves out the personal
/// conversations of deleted users and all conversations of deleted apps. Cascades (large deletions) delete these conversations, so cascades read the table
/// itself.
/// </summary>
public static class ConversationTable
{
    private const string Columns = """
        c.id, c.app_id, c.type, c.user_id, c.is_default, c.display_name, c.description, c.icon_url, c.metadata, c.epoch, c.message_count,
        c.business_last_read, c.last_updated_at, c.expires_at, c.created_at,
        f.id, f.name, f.integration_id, f.integration_type, g.id, g.name, g.integration_id, g.integration_type
        """;

    // The switchboard integrations that are active and pending. Index: primary keys.
    private const string Control = """
        LEFT JOIN enabled_switchboard_integrations f ON f.id = c.active_id LEFT JOIN enabled_switchboard_integrations g ON g.id = c.pending_id
        """;

    // The first personal conversation of a user is the default one. Index: conversations_by_user, primary keys.
    private const string InsertText = """
        INSERT INTO conversations (id, app_id, type, user_id, is_default, display_name, description, icon_url, metadata, epoch, message_count,
            business_last_read, last_updated_at, expires_at, created_at, active_id)
        SELECT @id, @app, @type, @user,
            CASE WHEN @user IS NULL OR EXISTS (SELECT 1 FROM conversations WHERE user_id = @user) THEN 0 ELSE 1 END,
            @display_name, @description, @icon_url, @metadata, 0, 0, NULL, @created_at, @expires_at, @created_at, @active
        WHERE EXISTS (SELECT 1 FROM apps WHERE id = @app)
        """;

    // Index: primary keys.
    private const string FindText = $"SELECT {Columns} FROM live_conversations c {Control} WHERE c.id = @id AND c.app_id = @app";

    // Index: participants_by_user, then primary keys.
    private const string ListFrom =
        $"SELECT {Columns} FROM participants p JOIN live_conversations c ON c.id = p.conversation_id {Control} WHERE p.user_id = @user AND ";
    private const string AfterText = ListFrom + "p.conversation_id > @cursor ORDER BY p.conversation_id LIMIT @limit";
    private const string BeforeText = ListFrom + "p.conversation_id < @cursor ORDER BY p.conversation_id DESC LIMIT @limit";

    // Index: conversations_by_app, then primary keys.
    private const string ListNewestText = $"""
        SELECT {Columns} FROM live_conversations c {Control} WHERE c.app_id = @app AND c.id < @cursor ORDER BY c.id DESC LIMIT @limit
        """;

    // Index: primary key.
    private const string UpdateText = """
        UPDATE conversations SET display_name = @display_name, description = @description, icon_url = @icon_url, metadata = @metadata WHERE id = @id
        """;

    // Index: primary key.
    private const string AddMessageText = """
        UPDATE conversations SET message_count = message_count + 1, last_updated_at = @now, expires_at = @expires_at WHERE id = @id
        """;

    // Index: primary key.
    private const string RemoveMessageText =
        "UPDATE conversations SET message_count = message_count - 1 WHERE id = @id AND epoch = @epoch AND message_count > 0";

    // Index: primary key.
    private const string ClearText = "UPDATE conversations SET epoch = epoch + 1, message_count = 0, expires_at = NULL WHERE id = @id";

    // Index: primary key.
    private const string ReadText = "UPDATE conversations SET business_last_read = @now WHERE id = @id";

    // Index: primary key.
    private const string SetControlText = "UPDATE conversations SET active_id = @active, pending_id = @pending WHERE id = @id";

    // Index: conversations_by_user. A user has one default conversation: that of the other user stays the default one.
    private const string GiveText = """
        UPDATE conversations SET user_id = @to,
            is_default = CASE WHEN is_default = 1 AND NOT EXISTS (SELECT 1 FROM conversations o WHERE o.user_id = @to AND o.is_default = 1) THEN 1 ELSE 0 END
        WHERE user_id = @from
        """;

    // Index: primary key.
    private const string DeleteText = "DELETE FROM conversations WHERE id = @id";

    // Index: conversations_expiring, then primary keys.
    private const string ExpiredText =
        $"SELECT {Columns} FROM live_conversations c {Control} WHERE c.expires_at <= @now ORDER BY c.expires_at LIMIT @limit";

    // Index: primary key.
    private const string ExpireAtText = "UPDATE conversations SET expires_at = @expires_at WHERE id = @id";

    // Index: conversations_by_user.
    private const string NextOfUserText = "SELECT id FROM conversations WHERE user_id = @owner ORDER BY id LIMIT 1";

    // Index: conversations_default.
    private const string DefaultText = "SELECT id FROM conversations WHERE user_id = @user AND is_default = 1";

    // Index: conversations_by_app.
    private const string NextOfAppText = "SELECT id FROM conversations WHERE app_id = @owner ORDER BY id LIMIT 1";

    // Index: primary key.
    private const string EpochText = "SELECT epoch FROM conversations WHERE id = @id";

    /// <summary>Inserts a conversation, as the default one if it is the first of its user. False when the app does not exist any more.</summary>
    public static async ValueTask<bool> InsertAsync(DatabaseSession session, ConversationRow row) =>
        await Fill(session.Sql(InsertText), row)
            .With("@app", row.AppId).With("@type", row.Type).With("@user", row.UserId)
            .With("@created_at", row.CreatedAt.ToUnixTimeMilliseconds()).With("@expires_at", row.ExpiresAt?.ToUnixTimeMilliseconds())
            .With("@active", row.Active?.Id).ExecuteAsync() == 1;

    /// <summary>Finds a live conversation of an app, or <c>null</c>.</summary>
    public static ValueTask<ConversationRow?> FindAsync(DatabaseSession session, string appId, string id, CancellationToken cancellationToken) =>
        session.Sql(FindText).With("@id", id).With("@app", appId).FirstAsync(Read, cancellationToken);

    /// <summary>Lists live conversations of a user on one side of a cursor, nearest first.</summary>
    public static ValueTask<List<ConversationRow>> ListAsync(
        DatabaseSession session, string userId, PageRequest page, CancellationToken cancellationToken) =>
        session.Sql(page.Backwards ? BeforeText : AfterText).With("@user", userId).With("@cursor", page.Bound).With("@limit", (long)page.Limit)
            .AllAsync(Read, cancellationToken);

    /// <summary>Lists live conversations of an app that were created before the one with an id, newest first.</summary>
    public static ValueTask<List<ConversationRow>> ListNewestAsync(DatabaseSession session, string appId, string before, int limit, CancellationToken cancellationToken) =>
        session.Sql(ListNewestText).With("@app", appId).With("@cursor", before).With("@limit", (long)limit).AllAsync(Read, cancellationToken);

    /// <summary>Updates name, description, icon and metadata of a conversation.</summary>
    public static async ValueTask UpdateAsync(DatabaseSession session, ConversationRow row) => await Fill(session.Sql(UpdateText), row).ExecuteAsync();

    /// <summary>Adds a new message to the count of messages, and records its time as the last activity.</summary>
    public static async ValueTask AddMessageAsync(DatabaseSession session, string id, DateTimeOffset now, DateTimeOffset? expiresAt) =>
        await session.Sql(AddMessageText).With("@id", id).With("@now", now.ToUnixTimeMilliseconds())
            .With("@expires_at", expiresAt?.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Subtracts a deleted message from the count of messages, unless a new epoch has begun since.</summary>
    public static async ValueTask RemoveMessageAsync(DatabaseSession session, string id, long epoch) =>
        await session.Sql(RemoveMessageText).With("@id", id).With("@epoch", epoch).ExecuteAsync();

    /// <summary>Deletes all messages of a conversation by starting a new epoch.</summary>
    public static async ValueTask ClearAsync(DatabaseSession session, string id) => await session.Sql(ClearText).With("@id", id).ExecuteAsync();

    /// <summary>Records that the business has read the conversation.</summary>
    public static async ValueTask ReadAsync(DatabaseSession session, string id, DateTimeOffset now) =>
        await session.Sql(ReadText).With("@id", id).With("@now", now.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Sets which switchboard integrations are active and pending in a conversation.</summary>
    public static async ValueTask SetControlAsync(DatabaseSession session, ConversationRow row) =>
        await session.Sql(SetControlText).With("@id", row.Id).With("@active", row.Active?.Id).With("@pending", row.Pending?.Id).ExecuteAsync();

    /// <summary>Gives the personal conversations of a user to another user, whose default conversation stays the default one.</summary>
    public static async ValueTask GiveAsync(DatabaseSession session, string fromId, string toId) =>
        await session.Sql(GiveText).With("@from", fromId).With("@to", toId).ExecuteAsync();

    /// <summary>Deletes the row of a conversation, live or deleted. False when it does not exist.</summary>
    public static async ValueTask<bool> DeleteAsync(DatabaseSession session, string id) =>
        await session.Sql(DeleteText).With("@id", id).ExecuteAsync() == 1;

    /// <summary>Lists live conversations whose messages have expired, the earliest expiry first.</summary>
    public static ValueTask<List<ConversationRow>> ExpiredAsync(DatabaseSession session, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        session.Sql(ExpiredText).With("@now", now.ToUnixTimeMilliseconds()).With("@limit", (long)limit).AllAsync(Read, cancellationToken);

    /// <summary>Sets when the messages expire for lack of activity; <c>null</c> for never.</summary>
    public static async ValueTask ExpireAtAsync(DatabaseSession session, string id, DateTimeOffset? expiresAt) =>
        await session.Sql(ExpireAtText).With("@id", id).With("@expires_at", expiresAt?.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Gets the first personal conversation that a deleted user left behind, or <c>null</c>.</summary>
    public static ValueTask<string?> NextOfUserAsync(DatabaseSession session, string userId) =>
        session.Sql(NextOfUserText).With("@owner", userId).FirstAsync(row => row.GetString(0));

    /// <summary>Gets the first conversation that a deleted app left behind, or <c>null</c>.</summary>
    public static ValueTask<string?> NextOfAppAsync(DatabaseSession session, string appId) =>
        session.Sql(NextOfAppText).With("@owner", appId).FirstAsync(row => row.GetString(0));

    /// <summary>Gets the default conversation of a user, or <c>null</c>.</summary>
    public static ValueTask<string?> DefaultIdAsync(DatabaseSession session, string userId, CancellationToken cancellationToken) =>
        session.Sql(DefaultText).With("@user", userId).FirstAsync(row => row.GetString(0), cancellationToken);

    /// <summary>Gets the epoch of a conversation. Returns <see cref="long.MaxValue"/> when the conversation is deleted, so that all its messages belong to an
    /// earlier epoch.</summary>
    public static async ValueTask<long> EpochAsync(DatabaseSession session, string id) =>
        await session.Sql(EpochText).With("@id", id).FirstAsync(row => (long?)row.GetInt64(0)) ?? long.MaxValue;

    private static SqlStatement Fill(SqlStatement statement, ConversationRow row) => statement
        .With("@id", row.Id).With("@display_name", row.DisplayName).With("@description", row.Description)
        .With("@icon_url", row.IconUrl).With("@metadata", row.Metadata);

    private static ConversationRow Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        AppId = row.GetString(1),
        Type = row.GetString(2),
        UserId = row.StringOrNull(3),
        IsDefault = row.GetInt64(4) != 0,
        DisplayName = row.StringOrNull(5),
        Description = row.StringOrNull(6),
        IconUrl = row.StringOrNull(7),
        Metadata = row.StringOrNull(8),
        Epoch = row.GetInt64(9),
        MessageCount = row.GetInt64(10),
        BusinessLastRead = row.TimeOrNull(11),
        LastUpdatedAt = row.Time(12),
        ExpiresAt = row.TimeOrNull(13),
        CreatedAt = row.Time(14),
        Active = ReadReference(row, 15),
        Pending = ReadReference(row, 19),
    };

    private static SwitchboardIntegrationReference? ReadReference(DbDataReader row, int column) => row.IsDBNull(column)
        ? null
        : new(row.GetString(column), row.GetString(column + 1), row.GetString(column + 2), row.GetString(column + 3));
}
