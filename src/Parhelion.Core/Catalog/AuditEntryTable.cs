using System.Data.Common;
using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion.Core.Catalog;

/// <summary>
/// Reads and writes the table <c>audit_entries</c>, which holds the audit log. Triggers in the database reject each change of an entry. An entry can be deleted
/// only when it is at least 30 days older than the newest entry.
/// </summary>
public static class AuditEntryTable
{
    private const string Columns = "id, created_at, node, actor, scope, action, app_id, subject_id, request_id, address, detail";

    private const string InsertText = $"""
        INSERT INTO audit_entries ({Columns})
        VALUES (@id, @created_at, @node, @actor, @scope, @action, @app, @subject, @request, @address, @detail)
        """;

    // For an entry whose first transaction may have been committed.
    private const string InsertOnceText = $"{InsertText} ON CONFLICT (id) DO NOTHING";

    private const string InRange = $"SELECT {Columns} FROM audit_entries WHERE id >= @from AND id < @to";

    // Index: primary key.
    private const string ListNewestText = $"{InRange} ORDER BY id DESC LIMIT @limit";
    private const string ListOldestText = $"{InRange} ORDER BY id LIMIT @limit";

    // Index: audit_entries_by_app.
    private const string ListNewestOfAppText = $"{InRange} AND app_id = @app ORDER BY id DESC LIMIT @limit";
    private const string ListOldestOfAppText = $"{InRange} AND app_id = @app ORDER BY id LIMIT @limit";

    // Index: audit_entries_by_action.
    private const string ListNewestOfActionText = $"{InRange} AND action = @action ORDER BY id DESC LIMIT @limit";
    private const string ListOldestOfActionText = $"{InRange} AND action = @action ORDER BY id LIMIT @limit";

    // Index: audit_entries_by_app_and_action.
    private const string ListNewestOfAppAndActionText = $"{InRange} AND app_id = @app AND action = @action ORDER BY id DESC LIMIT @limit";
    private const string ListOldestOfAppAndActionText = $"{InRange} AND app_id = @app AND action = @action ORDER BY id LIMIT @limit";

    // Index: primary key.
    private const string AnyBeforeText = "SELECT 1 FROM audit_entries WHERE id < @to ORDER BY id LIMIT 1";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM audit_entries WHERE id IN (SELECT id FROM audit_entries WHERE id < @to ORDER BY id LIMIT @limit)";

    /// <summary>Inserts an entry. Part of the transaction that does what the entry says.</summary>
    public static ValueTask InsertAsync(DatabaseSession session, AuditEntry row) => InsertAsync(session, InsertText, row);

    /// <summary>Inserts an entry, or does nothing if the table has it already.</summary>
    public static ValueTask InsertOnceAsync(DatabaseSession session, AuditEntry row) => InsertAsync(session, InsertOnceText, row);

    /// <summary>Lists one page of the entries that a filter selects, newest first. The rows that are nearest to the cursor come first. "After" a cursor means
    /// older.</summary>
    public static ValueTask<List<AuditEntry>> ListAsync(DatabaseSession session, AuditFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        if (page.Backwards) return ListOldestAsync(session, filter, page.Cursor, page.Limit, cancellationToken);
        var end = page.Cursor.Length > 0 && string.CompareOrdinal(page.Cursor, filter.EndId) < 0 ? page.Cursor : filter.EndId;
        return ListAsync(session, NewestTextOf(filter), filter, filter.LeastId, end, page.Limit, cancellationToken);
    }

    /// <summary>Lists entries that a filter selects, oldest first, beginning after an id. The id may be empty.</summary>
    public static ValueTask<List<AuditEntry>> ListOldestAsync(DatabaseSession session, AuditFilter filter, string after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        // The least text that is greater.
        var next = after.Length == 0 ? "" : after + "\u0001";
        var least = string.CompareOrdinal(next, filter.LeastId) > 0 ? next : filter.LeastId;
        return ListAsync(session, OldestTextOf(filter), filter, least, filter.EndId, limit, cancellationToken);
    }

    /// <summary>Whether there are entries from before a time.</summary>
    public static async ValueTask<bool> AnyBeforeAsync(DatabaseSession session, DateTimeOffset time, CancellationToken cancellationToken) =>
        await session.Sql(AnyBeforeText).With("@to", ObjectId.LeastAt(time)).FirstAsync(_ => true, cancellationToken);

    /// <summary>Deletes up to <paramref name="limit"/> entries from before a time, oldest first. Returns how many.</summary>
    /// <exception cref="DbException">An entry is younger than 30 days.</exception>
    public static ValueTask<int> DeleteAsync(DatabaseSession session, DateTimeOffset before, int limit) =>
        session.Sql(DeleteText).With("@to", ObjectId.LeastAt(before)).With("@limit", (long)limit).ExecuteAsync();

    private static async ValueTask InsertAsync(DatabaseSession session, string text, AuditEntry row)
    {
        ArgumentNullException.ThrowIfNull(row);
        await session.Sql(text).With("@id", row.Id).With("@created_at", row.CreatedAt.ToUnixTimeMilliseconds()).With("@node", row.Node).With("@actor", row.Actor)
            .With("@scope", row.Scope).With("@action", row.Action).With("@app", row.AppId).With("@subject", row.SubjectId).With("@request", row.RequestId)
            .With("@address", row.Address).With("@detail", row.Detail is null ? null : WireJson.Text(row.Detail, ProtocolJson.Default.AuditDetail)).ExecuteAsync();
    }

    private static ValueTask<List<AuditEntry>> ListAsync(
        DatabaseSession session, string text, AuditFilter filter, string from, string to, int limit, CancellationToken cancellationToken)
    {
        var statement = session.Sql(text).With("@from", from).With("@to", to);
        if (filter.AppId is { } app) statement = statement.With("@app", app);
        if (filter.Action is { } action) statement = statement.With("@action", action);
        return statement.With("@limit", (long)limit).AllAsync(Read, cancellationToken);
    }

    private static string NewestTextOf(AuditFilter filter) => (filter.AppId, filter.Action) switch
    {
        (null, null) => ListNewestText,
        (_, null) => ListNewestOfAppText,
        (null, _) => ListNewestOfActionText,
        _ => ListNewestOfAppAndActionText,
    };

    private static string OldestTextOf(AuditFilter filter) => (filter.AppId, filter.Action) switch
    {
        (null, null) => ListOldestText,
        (_, null) => ListOldestOfAppText,
        (null, _) => ListOldestOfActionText,
        _ => ListOldestOfAppAndActionText,
    };

    private static AuditEntry Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        CreatedAt = row.Time(1),
        Node = row.GetString(2),
        Actor = row.GetString(3),
        Scope = row.StringOrNull(4),
        Action = row.GetString(5),
        AppId = row.StringOrNull(6),
        SubjectId = row.StringOrNull(7),
        RequestId = row.StringOrNull(8),
        Address = row.StringOrNull(9),
        Detail = row.StringOrNull(10) is { } detail ? JsonSerializer.Deserialize(detail, ProtocolJson.Default.AuditDetail) : null,
    };
}
