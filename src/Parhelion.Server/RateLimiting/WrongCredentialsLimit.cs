using Parhelion.Protocol;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.RateLimiting;

/// <summary>
/// Slows down clients that send wrong credentials. Above the limit of an address, wrong credentials get the status 429 after 1 to 30 seconds. Right credentials
/// always work, because the server checks credentials before this limit.
/// </summary>
/// <remarks>Right credentials work even if an attacker uses the same address (docs/decisions/0022).</remarks>
internal sealed class WrongCredentialsLimit(RequestRateLimiter limits, ClientAddressResolver clients, TimeProvider clock)
{
    /// <summary>The most refusals of one address in a second, however many connections it has. Beyond <see cref="LongestDelay"/> there are more.</summary>
    public const int RefusalsPerSecond = 50;

    /// <summary>The shortest time that a refusal above the limit takes. A connection of HTTP/1.1 cannot send the next credentials meanwhile.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    /// <summary>The longest time that a refusal takes.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    // Refusals that wait, by address. An address is in it only while it has some.
    private readonly Dictionary<string, int> waiting = new(StringComparer.Ordinal);

    /// <summary>Number of refusals of an address that wait now.</summary>
    public int WaitingOf(string address)
    {
        lock (waiting) return waiting.GetValueOrDefault(address);
    }

    /// <summary>Counts wrong credentials. Returns at once while the address of the client is below its limit.</summary>
    /// <exception cref="ProblemException">Status 429, after a delay: the address has sent too many wrong credentials.</exception>
    /// <exception cref="OperationCanceledException">The client has left.</exception>
    public async ValueTask CountAsync(HttpContext http)
    {
        if (limits.TryWrongCredentials(http)) return;
        var address = clients.KnownNameOf(http)!;
        var place = Add(address, 1);
        try
        {
            await Task.Delay(DelayOf(place), clock, http.RequestAborted);
        }
        finally
        {
            Add(address, -1);
        }

        throw new ProblemException(limits.WrongCredentials!.Refusal);
    }

    private static TimeSpan DelayOf(int place) =>
        TimeSpan.FromSeconds(Math.Clamp((double)place / RefusalsPerSecond, Delay.TotalSeconds, LongestDelay.TotalSeconds));

    private int Add(string address, int count)
    {
        lock (waiting)
        {
            var all = waiting.GetValueOrDefault(address) + count;
            if (all == 0) waiting.Remove(address);
            else waiting[address] = all;
            return all;
        }
    }
}
