namespace Parhelion.Load.Sending;

/// <summary>A request, and the answer that is the right one.</summary>
/// <param name="Head">Request line, header, and what stands before the file.</param>
/// <param name="Body">The file; shared by all requests that send it.</param>
/// <param name="Tail">What stands behind the file.</param>
/// <param name="Status">The status wanted.</param>
/// <param name="Length">The bytes of content wanted; -1: any.</param>
internal readonly record struct Request(byte[] Head, byte[] Body, byte[] Tail, int Status, long Length = -1);

/// <summary>An answer.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Length">Bytes of its content.</param>
/// <param name="Head">Status line and header; read when they are asked for only.</param>
/// <param name="Body">The content; likewise.</param>
internal readonly record struct Reply(int Status, long Length, string Head, string Body)
{
    /// <summary>A field of the header.</summary>
    public string Field(string name)
    {
        var line = Head.Split("\r\n").First(text => text.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        return line[(name.Length + 1)..].Trim();
    }
}

/// <summary>Where connections take their next request from, each of them once.</summary>
internal interface IRequests
{
    /// <summary>The next one; false when there is none left. Called by one after the other.</summary>
    bool TryTake(out Request request);
}

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

/// <summary>Of every so many requests one is of the rare kind.</summary>
internal sealed class MixedRequests(IRequests usual, IRequests rare, int every) : IRequests
{
    private int number;

    public bool TryTake(out Request request) => (++number % every == 0 ? rare : usual).TryTake(out request);
}
