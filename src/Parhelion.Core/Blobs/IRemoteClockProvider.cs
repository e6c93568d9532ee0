namespace Parhelion.Core.Blobs;

/// <summary>A blob store on other machines, which has a clock of its own. Gives access to this clock.</summary>
public interface IRemoteClockProvider
{
    /// <summary>The clock of the store. Every response of the store adjusts it.</summary>
    RemoteClock Clock { get; }
}
