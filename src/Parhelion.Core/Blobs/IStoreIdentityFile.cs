namespace Parhelion.Core.Blobs;

/// <summary>Reads and writes the identity file of a blob store. The identity file lies beside the blobs and says which installation the blobs belong to. No
/// blob can have the name of this file, and <see cref="IBlobStore.ListAsync"/> does not list the file.</summary>
public interface IStoreIdentityFile
{
    /// <summary>Reads the identity file; <c>null</c> when the store has none.</summary>
    /// <exception cref="InvalidDataException">The content of the file is not valid.</exception>
    ValueTask<StoreIdentity?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the identity file atomically. When the method returns, the file is on the disk, whatever the durability of blobs.</summary>
    ValueTask WriteAsync(StoreIdentity mark, CancellationToken cancellationToken);
}
