namespace Parhelion.Load.Sending;

/// <summary>Where connections take their next request from, each of them once.</summary>
internal interface IRequests
{
    /// <summary>The next one; false when there is none left. Called by one after the other.</summary>
    bool TryTake(out Request request);
}
