namespace Parhelion.Load.Sending;

/// <summary>Requests made by number.</summary>
internal sealed class NumberedRequests(int count, Func<int, Request> make) : IRequests
{
    private int next;

    public bool TryTake(out Request request)
    {
        var number = next++;
        request = number < count ? make(number) : default;
        return number < count;
    }
}
