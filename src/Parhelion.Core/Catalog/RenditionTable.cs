using System.Data.Common;
using Parhelion.Core.Blobs;
using Parhelion.Core.Naming;

namespace Parhelion.Core.Catalog;

/// <summary>Reads and writes the table <c>renditions</c>, which has a row for each rendition: a picture that the server makes of an attachment.</summary>
/// <remarks>A row is inserted before its blob is written, and is deleted after its blob is erased. So each blob of a rendition in the store has a
/// row.</remarks>
public static class RenditionTable
{
    private const string Columns = "token, original, name, format, max_side, width, height, length, made_at, lease_until";

    private const string InsertText = """
        INSERT INTO renditions (token, original, name, format, max_side, lease_until) VALUES (@token, @original, @name, @format, @max_side, @until)
        """;

    // Index: renditions_by_original.
    private const string FindText = $"SELECT {Columns} FROM renditions WHERE original = @original AND name = @name AND format = @format";

    // Index: renditions_by_original. An attachment has a few rows: the names of the settings times the formats.
    private const string ListText = $"SELECT {Columns} FROM renditions WHERE original = @original ORDER BY name, format";

    // Index: primary key.
    private const string ListKeysText = "SELECT token FROM renditions WHERE token > @after ORDER BY token LIMIT @limit";

    // Index: renditions_by_original.
    private const string ListOriginalsText = "SELECT DISTINCT original FROM renditions WHERE original > @after ORDER BY original LIMIT @limit";

    // Index: primary key.
    private const string AnyText = "SELECT 1 FROM renditions ORDER BY token LIMIT 1";

    // Index: primary key.
    private const string OwnsText = "SELECT 1 FROM renditions WHERE token = @token";

    // Index: primary key.
    private const string FinishText =
        "UPDATE renditions SET width = @width, height = @height, length = @length, made_at = @now WHERE token = @token AND made_at IS NULL AND lease_until > @now";

    // Index: primary key.
    private const string ExtendText = "UPDATE renditions SET lease_until = @until WHERE token = @token";

    // Index: primary key.
    private const string DeleteText = "DELETE FROM renditions WHERE token = @token";

    // Index: renditions_by_original.
    private const string DeleteOfText = "DELETE FROM renditions WHERE original = @original";

    // Index: primary key.
    private const string DeleteAnyText = "DELETE FROM renditions WHERE token IN (SELECT token FROM renditions ORDER BY token LIMIT @limit)";

    /// <summary>Inserts a picture that is not complete. The caller has checked in the same transaction that its attachment is live.</summary>
    public static async ValueTask InsertAsync(DatabaseSession session, RenditionRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        await With(session.Sql(InsertText), row.Original, row.Id).With("@token", row.Key.Value)
            .With("@max_side", (long)row.MaxSide).With("@until", row.LeaseUntil.ToUnixTimeMilliseconds()).ExecuteAsync();
    }

    /// <summary>Finds a picture of an attachment, complete or not; <c>null</c> if there is none.</summary>
    public static ValueTask<RenditionRow?> FindAsync(DatabaseSession session, BlobKey original, RenditionId id, CancellationToken cancellationToken) =>
        With(session.Sql(FindText), original, id).FirstAsync(Read, cancellationToken);

    /// <summary>Lists all pictures of an attachment, complete or not.</summary>
    public static ValueTask<List<RenditionRow>> ListAsync(DatabaseSession session, BlobKey original, CancellationToken cancellationToken) =>
        session.Sql(ListText).With("@original", original.Value).AllAsync(Read, cancellationToken);

    /// <summary>Lists all pictures of some attachments. Attachments without pictures are left out.</summary>
    public static async ValueTask<Dictionary<BlobKey, List<RenditionRow>>> ListAsync(
        DatabaseSession session, IEnumerable<BlobKey> originals, CancellationToken cancellationToken)
    {
        var found = new Dictionary<BlobKey, List<RenditionRow>>();
        if (!await session.Sql(AnyText).FirstAsync(_ => true, cancellationToken)) return found;
        foreach (var original in originals)
        {
            if (await ListAsync(session, original, cancellationToken) is { Count: > 0 } rows) found[original] = rows;
        }

        return found;
    }

    /// <summary>Lists the keys of all blobs of pictures, in their order.</summary>
    public static ValueTask<List<BlobKey>> ListKeysAsync(DatabaseSession session, string after, int limit, CancellationToken cancellationToken) =>
        session.Sql(ListKeysText).With("@after", after).With("@limit", (long)limit).AllAsync(row => BlobKey.Parse(row.GetString(0)), cancellationToken);

    /// <summary>Lists the keys of all attachments that have pictures, complete or not, in their order.</summary>
    public static ValueTask<List<BlobKey>> ListOriginalsAsync(DatabaseSession session, string after, int limit, CancellationToken cancellationToken) =>
        session.Sql(ListOriginalsText).With("@after", after).With("@limit", (long)limit).AllAsync(row => BlobKey.Parse(row.GetString(0)), cancellationToken);

    /// <summary>Whether a picture has this blob.</summary>
    public static async ValueTask<bool> OwnsAsync(DatabaseSession session, BlobKey key, CancellationToken cancellationToken) =>
        await session.Sql(OwnsText).With("@token", key.Value).FirstAsync(_ => true, cancellationToken);

    /// <summary>Records that a picture is complete. False when its lease is over, or its row was deleted.</summary>
    public static async ValueTask<bool> FinishAsync(DatabaseSession session, BlobKey key, int width, int height, long length, DateTimeOffset now) =>
        await session.Sql(FinishText).With("@token", key.Value).With("@width", (long)width).With("@height", (long)height).With("@length", length)
            .With("@now", now.ToUnixTimeMilliseconds()).ExecuteAsync() == 1;

    /// <summary>Sets until when the blob of a picture may still be written.</summary>
    public static async ValueTask ExtendAsync(DatabaseSession session, BlobKey key, DateTimeOffset until) =>
        await session.Sql(ExtendText).With("@token", key.Value).With("@until", until.ToUnixTimeMilliseconds()).ExecuteAsync();

    /// <summary>Deletes the row of a picture whose blob is erased.</summary>
    public static async ValueTask DeleteAsync(DatabaseSession session, BlobKey key) =>
        await session.Sql(DeleteText).With("@token", key.Value).ExecuteAsync();

    /// <summary>Deletes the rows of all pictures of an attachment, whose blobs are erased.</summary>
    public static async ValueTask DeleteOfAsync(DatabaseSession session, BlobKey original) =>
        await session.Sql(DeleteOfText).With("@original", original.Value).ExecuteAsync();

    /// <summary>Deletes up to <paramref name="limit"/> rows from a copy of the database that has no blobs of pictures. Returns how many.</summary>
    public static ValueTask<int> DeleteAnyAsync(DatabaseSession session, int limit) => session.Sql(DeleteAnyText).With("@limit", (long)limit).ExecuteAsync();

    private static SqlStatement With(SqlStatement statement, BlobKey original, RenditionId id) =>
        statement.With("@original", original.Value).With("@name", id.Name).With("@format", id.Format);

    private static RenditionRow Read(DbDataReader row) => new()
    {
        Key = BlobKey.Parse(row.GetString(0)),
        Original = BlobKey.Parse(row.GetString(1)),
        Id = new RenditionId(row.GetString(2), row.GetString(3)),
        MaxSide = (int)row.GetInt64(4),
        Width = (int)(row.NumberOrNull(5) ?? 0),
        Height = (int)(row.NumberOrNull(6) ?? 0),
        Length = row.NumberOrNull(7) ?? 0,
        MadeAt = row.TimeOrNull(8),
        LeaseUntil = row.Time(9),
    };
}
