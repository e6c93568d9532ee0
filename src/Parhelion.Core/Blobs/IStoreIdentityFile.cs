namespace Parhelion.Core.Blobs;

/// <summary>Reads and writes the mark of a store: an entry beside the blobs that says which installation they belong to. No blob can have its name, and
/// <see cref="IBlobStore.ListAsync"/> does not list it.</summary>
public interface IStoreIdentityFile
{
    /// <summary>Reads the mark; <c>null</c> when the store has none.</summary>
    /// <exception cref="InvalidDataException">The entry is not a valid mark.</exception>
    ValueTask<StoreIdentity?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the mark atomically. When the method returns, the mark is on the disk, whatever the durability of blobs.</summary>
    ValueTask WriteAsync(StoreIdentity mark, CancellationToken cancellationToken);
}
