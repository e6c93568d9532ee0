using System.Security.Cryptography;
using System.Text;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Serving;

namespace Parhelion.Core.Removing;

/// <summary>The corridor of every deletion: rows move from the living to the removals ledger in one transaction, and that commit is the
/// deletion. Row before bytes on the way out: a crash can only leave bytes that nobody points to, and the ledger knows of them.</summary>
public sealed class Removal(Database database, TimeProvider clock)
{
    /// <summary>Most attachments that one transaction of a cascade takes, so that uploads wait no longer than that.</summary>
    public const int CascadeStep = 500;

    /// <summary>Called after attachments have left the living and before the caller hears of it: whoever remembers them forgets them.</summary>
    public event Action<IReadOnlyList<BlobKey>>? AttachmentsRemoved;

    /// <summary>Called after an app has left the living, with the ids of its keys.</summary>
    public event Action<IReadOnlyList<string>>? AppRemoved;

    /// <summary>Called when the ledger has something to erase, or a cascade something to work off.</summary>
    public event Action? WorkAdded;

    /// <summary>Removes one attachment of an app; false when no such attachment lives. Of many callers at once, one gets true.</summary>
    public async Task<bool> RemoveAsync(MediaPath path, string requestedBy, CancellationToken cancellationToken)
    {
        var removed = await database.WriteAsync(
            async session =>
            {
                if (await AttachmentTable.FindAsync(session, path.Key, default) is not { } row || !IsAt(row, path)) return null;
                var gone = await AttachmentTable.DeleteAsync(session, path.AppId, path.Key);
                await RecordAsync(session, [gone!], RemovalReasons.Removed, requestedBy);
                return gone;
            },
            cancellationToken);
        if (removed is null) return false;
        Tell([removed.Key]);
        return true;
    }

    /// <summary>Removes an app and its keys, and leaves its attachments, out of reach already, to a cascade. False when it is gone.</summary>
    public async Task<bool> RemoveAppAsync(string appId, string requestedBy, CancellationToken cancellationToken)
    {
        var keys = await database.WriteAsync(
            async session =>
            {
                if (!await AppTable.DeleteAsync(session, appId)) return null;
                var cascade = new Cascade(ObjectId.New(clock), appId, RemovalReasons.AppDeleted, requestedBy, clock.GetUtcNow());
                await CascadeTable.InsertAsync(session, cascade);
                return await KeyTable.DeleteOfAppAsync(session, appId);
            },
            cancellationToken);
        if (keys is null) return false;
        AppRemoved?.Invoke(keys);
        WorkAdded?.Invoke();
        return true;
    }

    /// <summary>Works off one piece of the oldest cascade; false when there is none.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(CascadeTable.NextAsync, cancellationToken) is not { } cascade) return false;
        var removed = await database.WriteAsync(
            async session =>
            {
                var rows = await AttachmentTable.DeleteOfAppAsync(session, cascade.AppId, CascadeStep);
                await RecordAsync(session, rows, cascade.Reason, cascade.RequestedBy);
                if (rows.Count < CascadeStep) await CascadeTable.DeleteAsync(session, cascade.Id);
                return rows;
            },
            cancellationToken);
        if (removed.Count > 0) Tell([.. removed.Select(row => row.Key)]);
        return true;
    }

    private static bool IsAt(AttachmentRow row, MediaPath path) =>
        row.AppId == path.AppId && row.ConversationId == path.ConversationId && row.FileName == path.FileName;

    private void Tell(IReadOnlyList<BlobKey> keys)
    {
        AttachmentsRemoved?.Invoke(keys);
        WorkAdded?.Invoke();
    }

    private async ValueTask RecordAsync(Session session, IEnumerable<RemovedRow> rows, string reason, string requestedBy)
    {
        var now = clock.GetUtcNow();
        foreach (var row in rows)
        {
            var path = new MediaPath(row.AppId, row.ConversationId, row.Key, row.FileName).ToString();
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(path));
            await RemovalTable.InsertAsync(
                session, new RemovalRow(ObjectId.New(clock), row.AppId, row.Key, hash, row.Size, reason, requestedBy, now));
        }
    }
}
