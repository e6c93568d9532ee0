using System.Runtime.CompilerServices;

namespace Parhelion.Core.Blobs;

/// <summary>The quarantine as a folder beside <c>blobs/</c>, with the same names in it. A blob is moved by renaming it.</summary>
internal sealed class DiskQuarantine(string root, Durability durability) : IBlobQuarantine
{
    private readonly string folder = root + "/";
    private readonly string quarantine = Path.Combine(root, BlobNames.QuarantineRoot);

    /// <inheritdoc />
    public ValueTask<bool> TakeAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var (from, to) = (BlobNames.Of(key, folder), BlobNames.InQuarantine(key, folder));
        if (!File.Exists(from)) return new(false);
        Move(from, to);
        return new(true);
    }

    /// <inheritdoc />
    public ValueTask<bool> GiveBackAsync(BlobKey key, CancellationToken cancellationToken)
    {
        var (from, to) = (new FileInfo(BlobNames.InQuarantine(key, folder)), new FileInfo(BlobNames.Of(key, folder)));
        if (!from.Exists || (to.Exists && to.Length != from.Length)) return new(false);
        // Content under a key never changes, so what has its place and its length is the same.
        Move(from.FullName, to.FullName);
        return new(true);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<StoredBlob> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (!Directory.Exists(quarantine)) yield break;
        foreach (var file in new DirectoryInfo(quarantine).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(root, file.FullName);
            if (!BlobNames.TryParseQuarantined(name, out var key) || !file.Exists) continue;
            yield return new StoredBlob(name, key, StoredBlobState.Quarantined, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        }
    }

    /// <summary>Whether there may be blobs in the quarantine: nearly always it was never needed.</summary>
    public bool MayHoldBlobs => Directory.Exists(quarantine);

    /// <summary>Whether a blob may be in the quarantine: its folder is there.</summary>
    public bool MayHold(BlobKey key) => Directory.Exists(Path.GetDirectoryName(PathOf(key)));

    /// <summary>The file of a blob in the quarantine.</summary>
    public string PathOf(BlobKey key) => BlobNames.InQuarantine(key, folder);

    private void Move(string from, string to)
    {
        var directory = Path.GetDirectoryName(to)!;
        if (durability == Durability.Full) DurableFolder.Make(directory);
        else Directory.CreateDirectory(directory);
        // Before the rename: a crash in between leaves a blob that is younger than it was, and is looked at again later.
        File.SetLastWriteTimeUtc(from, DiskClock.Now(root).UtcDateTime);
        File.Move(from, to, overwrite: true);
        if (durability != Durability.Full) return;
        DiskFlush.Folder(directory);
        DiskFlush.Folder(Path.GetDirectoryName(from)!);
    }
}
