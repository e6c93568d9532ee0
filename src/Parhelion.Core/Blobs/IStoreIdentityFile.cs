namespace Parhelion.Core.Blobs;

/// <summary>An entry beside the blobs that says which installation they belong to. Its name can never be the name of a blob, and
/// <see cref="IBlobStore.ListAsync"/> does not list it.</summary>
public interface IStoreIdentityFile
{
    /// <summary>Reads the mark; <c>null</c> when there is none.</summary>
    /// <exception cref="InvalidDataException">What is there is no mark.</exception>
    ValueTask<StoreIdentity?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the mark: whole or not at all, and on the disk when this returns, however durable blobs are.</summary>
    ValueTask WriteAsync(StoreIdentity mark, CancellationToken cancellationToken);
}
