namespace Parhelion.Core.Blobs;

/// <summary>A blob store that runs on other machines and has a clock of its own.</summary>
public interface IRemoteBlobStore
{
    /// <summary>The clock of the store. Every response of the store adjusts it.</summary>
    RemoteClock Clock { get; }
}
