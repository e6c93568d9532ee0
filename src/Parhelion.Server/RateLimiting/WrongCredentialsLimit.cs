using Parhelion.Protocol;

namespace Parhelion.Server.RateLimiting;

/// <summary>Slows down clients that send wrong credentials. Credentials are always checked first. So right ones work at any time, also from an address that
/// many people share, one of whom attacks (docs/decisions/0022).</summary>
internal sealed class WrongCredentialsLimit(RateLimits limits, TimeProvider clock)
{
    /// <summary>How long a refusal above the limit takes. A connection of HTTP/1.1 cannot send the next credentials meanwhile.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    /// <summary>Counts wrong credentials. Returns at once while the address of the client is below its limit.</summary>
    /// <exception cref="ProblemException">Status 429, after a delay: the address has sent too many wrong credentials.</exception>
    /// <exception cref="OperationCanceledException">The client has left.</exception>
    public async ValueTask CountAsync(HttpContext http)
    {
        if (limits.TryWrongCredentials(http)) return;
        await Task.Delay(Delay, clock, http.RequestAborted);
        throw new ProblemException(limits.WrongCredentials!.Refusal);
    }
}
