namespace Parhelion.Core.Blobs;

/// <summary>A blob store on other machines, whose clock is not that of this node.</summary>
public interface IRemoteBlobStore
{
    /// <summary>Tells the time of the store. Every answer of the store is a comparison.</summary>
    RemoteClock Clock { get; }
}
