using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Removing;

/// <summary>
/// Holds the renditions (preview pictures) of the deleted attachments in one batch of removals. The renditions are erased and purged together with their
/// attachment.
/// </summary>
/// <remarks>
/// A receipt gets its time of erasure only when the attachment and all its renditions are erased. A receipt gets its time of purge only when all of them are
/// erased and purged.
/// </remarks>
internal sealed class RenditionsToRemove
{
    private readonly Dictionary<BlobKey, List<RenditionRow>> renditions;
    private readonly Dictionary<BlobKey, BlobKey> originals = [];
    private readonly HashSet<BlobKey> leased = [];
    private readonly bool hasStates;

    private RenditionsToRemove(Dictionary<BlobKey, List<RenditionRow>> renditions, Dictionary<BlobKey, DateTimeOffset> late, bool hasStates, DateTimeOffset now)
    {
        (this.renditions, this.hasStates) = (renditions, hasStates);
        foreach (var row in renditions.Values.SelectMany(rows => rows))
        {
            originals[row.Key] = row.Original;
            if (row.MadeAt is not null || row.LeaseUntil <= now) continue;
            leased.Add(row.Original);
            AddLate(row.Original, row.LeaseUntil);
        }

        foreach (var (key, until) in late) AddLate(originals.GetValueOrDefault(key, key), until);
    }

    /// <summary>Attachments of which a blob may still be written after it was erased, and until when: an upload may have a duplicate that comes late, or a node
    /// may be making a rendition.</summary>
    public Dictionary<BlobKey, DateTimeOffset> Late { get; } = [];

    /// <summary>Reads the rows. None are added later, because the attachments are not live any more.</summary>
    public static ValueTask<RenditionsToRemove> ReadAsync(Database database, IReadOnlyList<BlobKey> attachments, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                var found = await RenditionTable.ListAsync(session, attachments, token);
                var late = await LateWriteTable.FindAsync(session, [.. attachments, .. found.Values.SelectMany(rows => rows, (_, row) => row.Key)], now, token);
                return new RenditionsToRemove(found, late, await RenditionStateTable.AnyAsync(session, token), now);
            },
            cancellationToken);

    /// <summary>Returns the keys of the renditions of an attachment.</summary>
    public IEnumerable<BlobKey> KeysOf(BlobKey attachment) => RowsOf(attachment).Select(row => row.Key);

    /// <summary>Returns the paths under which caches may have the attachment and its renditions; none if the path of the attachment is not known.</summary>
    public IReadOnlyList<string> PathsOf(DueRemoval removal) =>
        removal.Path is { } path ? [path, .. RowsOf(removal.Key).Select(row => path + row.Id.Query)] : [];

    /// <summary>Returns one failure for each attachment that failed itself or by one of its renditions.</summary>
    public IReadOnlyList<BlobRemovalFailure> ByAttachment(IReadOnlyList<BlobRemovalFailure> failures) =>
        [.. failures.Select(failure => failure with { Key = originals.GetValueOrDefault(failure.Key, failure.Key) }).DistinctBy(failure => failure.Key)];

    /// <summary>Whether the renditions that a node was making are gone, so that the removal need not wait for their lease. Part of the transaction that would let it
    /// wait: the maker deletes their rows, and makes the removal due, before or after that.</summary>
    public async ValueTask<bool> HaveBeenAbandonedAsync(DatabaseSession session, DueRemoval removal) =>
        leased.Contains(removal.Key) && (await RenditionTable.ListAsync(session, removal.Key, default)).TrueForAll(row => row.MadeAt is not null);

    /// <summary>Deletes the placeholders of attachments. Part of the transaction that records their erasure.</summary>
    public async ValueTask DeleteStatesAsync(DatabaseSession session, IReadOnlyCollection<BlobKey> attachments)
    {
        if (hasStates && attachments.Count > 0) await RenditionStateTable.DeleteAsync(session, attachments);
    }

    /// <summary>Deletes the rows of the renditions of an attachment. They are needed until then, because caches are purged by their URLs.</summary>
    public async ValueTask DeleteRowsAsync(DatabaseSession session, DueRemoval removal)
    {
        if (RowsOf(removal.Key).Count > 0) await RenditionTable.DeleteOfAsync(session, removal.Key);
    }

    private List<RenditionRow> RowsOf(BlobKey attachment) => renditions.TryGetValue(attachment, out var rows) ? rows : [];

    private void AddLate(BlobKey attachment, DateTimeOffset until)
    {
        if (!Late.TryGetValue(attachment, out var known) || known < until) Late[attachment] = until;
    }
}
