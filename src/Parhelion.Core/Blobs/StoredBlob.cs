namespace Parhelion.Core.Blobs;

/// <summary>An entry of <see cref="IBlobStore.ListAsync"/>.</summary>
/// <param name="Name">What the operator would look for in the store.</param>
/// <param name="Key">The key in its name; <c>null</c> when the name is none of ours.</param>
/// <param name="State">What it is.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ModifiedAt">When it was last written.</param>
public sealed record StoredBlob(string Name, BlobKey? Key, StoredBlobState State, long Length, DateTimeOffset ModifiedAt);

/// <summary>What an entry of a store is.</summary>
public enum StoredBlobState
{
    /// <summary>A published blob.</summary>
    Whole,

    /// <summary>A write in progress, or what an interrupted one left behind.</summary>
    Staged,

    /// <summary>A blob in the quarantine. Only <see cref="IBlobQuarantine.ListAsync"/> lists it.</summary>
    Quarantined,

    /// <summary>Nothing that this store made. Reported, never touched.</summary>
    Foreign,
}
