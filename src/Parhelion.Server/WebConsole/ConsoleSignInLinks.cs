using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Makes and checks the link that signs in to the web console without an API key. The link works only once, and expires after <see cref="Life"/>. At its start,
/// the server prints the link if only this machine can reach the server.
/// </summary>
internal sealed class ConsoleSignInLinks(TimeProvider clock)
{
    /// <summary>How long the link works.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private byte[]? token;
    private DateTimeOffset expiresAt;

    /// <summary>Makes a new link, in place of the one before. Returns its token.</summary>
    public string Renew()
    {
        var made = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        lock (gate) (token, expiresAt) = (Encoding.ASCII.GetBytes(made), clock.GetUtcNow() + Life);
        return made;
    }

    /// <summary>Whether this is the token of the link, and the link works. It does not work afterwards.</summary>
    public bool TryUse(string given)
    {
        lock (gate)
        {
            if (token is null || clock.GetUtcNow() >= expiresAt || !CryptographicOperations.FixedTimeEquals(token, Encoding.UTF8.GetBytes(given))) return false;
            token = null;
            return true;
        }
    }
}
