namespace Parhelion.Core.Blobs;

/// <summary>Gives access to the clock of a blob store that is on other machines and therefore has a clock of its own.</summary>
public interface IRemoteClockProvider
{
    /// <summary>The clock of the store. Every response of the store adjusts it.</summary>
    RemoteClock Clock { get; }
}
