namespace Parhelion.Load.Sending;

/// <summary>Of every so many requests one is of the rare kind.</summary>
internal sealed class MixedRequests(IRequests usual, IRequests rare, int every) : IRequests
{
    private int number;

    public bool TryTake(out Request request) => (++number % every == 0 ? rare : usual).TryTake(out request);
}
