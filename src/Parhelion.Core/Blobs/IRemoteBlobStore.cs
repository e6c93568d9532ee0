namespace Parhelion.Core.Blobs;

/// <summary>A blob store on other machines, with a clock of its own.</summary>
public interface IRemoteBlobStore
{
    /// <summary>The clock of the store. Every response of the store adjusts it.</summary>
    RemoteClock Clock { get; }
}
