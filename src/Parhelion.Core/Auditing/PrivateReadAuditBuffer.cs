using Parhelion.Core.Catalog;

namespace Parhelion.Core.Auditing;

/// <summary>Collects the audit entries about reads of private attachments in memory, and writes them to the database in batches. A read therefore need not wait
/// for a commit. If the process crashes, the entries of about one second are lost.</summary>
/// <remarks>In each minute of the clock, a node records at most one read of the same file with the same API key, so it remembers the pairs of key and file of
/// this minute. Memory is bounded: at most 4,096 entries wait to be written, and at most 32,768 pairs are remembered. The entries take up to 4 MiB of memory,
/// and the pairs take another 4 MiB. A node counts the reads beyond these limits, but does not record them.</remarks>
public sealed class PrivateReadAuditBuffer(Database database, TimeProvider clock)
{
    /// <summary>The most entries that wait to be written. An entry takes less than 1 KiB.</summary>
    public const int MaxWaiting = 4096;

    /// <summary>The most pairs of key and file in a minute. A pair takes less than 128 bytes.</summary>
    public const int MaxPairs = 32_768;

    private const int Batch = 256;

    private readonly Lock gate = new();
    private readonly HashSet<(string Key, string Attachment)> pairs = [];
    private readonly Queue<AuditEntry> waiting = new();
    private long minute;
    private long lost;

    /// <summary>Adds a read, unless the same key has read the file in this minute.</summary>
    /// <param name="reader">Makes the actor; called only if the read is recorded.</param>
    /// <param name="keyId">Id of the key that gave access.</param>
    /// <param name="appId">App of the attachment.</param>
    /// <param name="attachmentId">Id of the attachment.</param>
    /// <param name="via">See <see cref="AuditDetail.Via"/>.</param>
    public void Add(Func<AuditActor> reader, string keyId, string appId, string attachmentId, string via)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (!IsNew(keyId, attachmentId)) return;
        var entry = reader().EntryOf(clock, AuditActions.AttachmentReadPrivate, appId, attachmentId, new AuditDetail { Via = via });
        lock (gate)
        {
            if (waiting.Count < MaxWaiting) waiting.Enqueue(entry);
            else lost++;
        }
    }

    /// <summary>Returns how many reads were not recorded since the last call.</summary>
    public long TakeLost()
    {
        lock (gate)
        {
            var count = lost;
            lost = 0;
            return count;
        }
    }

    /// <summary>Writes all waiting entries, at most 256 in a transaction. If the database fails, the entries that were not written wait on.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        while (Peek() is { Length: > 0 } batch)
        {
            await database.WriteAsync(
                async session =>
                {
                    foreach (var entry in batch) await AuditEntryTable.InsertOnceAsync(session, entry);
                    return true;
                },
                cancellationToken);
            lock (gate)
            {
                for (var i = 0; i < batch.Length; i++) waiting.Dequeue();
            }
        }
    }

    private AuditEntry[] Peek()
    {
        lock (gate) return [.. waiting.Take(Batch)];
    }

    private bool IsNew(string keyId, string attachmentId)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (gate)
        {
            if (now != minute)
            {
                pairs.Clear();
                minute = now;
            }

            if (pairs.Contains((keyId, attachmentId))) return false;
            if (pairs.Count >= MaxPairs)
            {
                lost++;
                return false;
            }

            return pairs.Add((keyId, attachmentId));
        }
    }
}
