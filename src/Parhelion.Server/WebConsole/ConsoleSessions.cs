using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Creates, finds and ends the sessions of the web console. A session ends when the user signs out, the API key is deleted, or the creating node stops. Each
/// session ends after <see cref="Life"/> at the latest.
/// </summary>
/// <remarks>The cookie holds a random token. The database holds the hash of the token, so that every node knows the session.</remarks>
internal sealed class ConsoleSessions(Database database, ApiKeyService apiKeys, TimeProvider clock) : IHostedService
{
    /// <summary>How long a session lives.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(12);

    private const string CookieName = "parhelion_console";
    private const int TokenBytes = 32;
    private const int TokenLength = 43;

    // Of this process: the next one does not continue its sessions.
    private readonly string node = Guid.NewGuid().ToString("N");

    private volatile bool hasCreated;

    /// <summary>Creates a session and sets its cookie.</summary>
    public async Task CreateAsync(HttpContext http, ApiKey apiKey)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var now = clock.GetUtcNow();
        await ChangeAsync(
            async session =>
            {
                await ConsoleSessionTable.DeleteExpiredAsync(session, now);
                await ConsoleSessionTable.InsertAsync(session, HashOf(token), apiKey.Id, node, now, now + Life);
            },
            http.RequestAborted);
        hasCreated = true;
        http.Response.Cookies.Append(CookieName, token, Cookie(http, Life));
    }

    /// <summary>Finds the session of a request; <c>null</c> if there is none that is valid.</summary>
    public async ValueTask<ConsoleSession?> FindAsync(HttpContext http)
    {
        if (http.Request.Cookies[CookieName] is not { Length: TokenLength } token) return null;
        var id = HashOf(token);
        var found = await database.ReadAsync((session, cancellationToken) => ConsoleSessionTable.FindAsync(session, id, cancellationToken), http.RequestAborted);
        if (found is not { } row || row.ExpiresAt <= clock.GetUtcNow()) return null;
        return await apiKeys.FindAsync(row.KeyId, http.RequestAborted) is { } apiKey ? new ConsoleSession(id, apiKey, HashOf($"form\n{token}")) : null;
    }

    /// <summary>Ends a session at once, on every node.</summary>
    public async Task EndAsync(HttpContext http, ConsoleSession session)
    {
        await ChangeAsync(transaction => ConsoleSessionTable.DeleteAsync(transaction, session.Id), http.RequestAborted);
        http.Response.Cookies.Delete(CookieName, Cookie(http, null));
    }

    /// <summary>Ends the sessions that an earlier process has left. With a shared database they may be those of other nodes, and end with their time.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!database.IsShared && await database.ReadAsync(ConsoleSessionTable.AnyAsync, cancellationToken)) await ChangeAsync(ConsoleSessionTable.DeleteAllAsync, cancellationToken);
    }

    /// <summary>Ends the sessions that this process has created.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (hasCreated) await ChangeAsync(session => ConsoleSessionTable.DeleteOfNodeAsync(session, node), cancellationToken);
    }

    private Task<bool> ChangeAsync(Func<DatabaseSession, ValueTask> change, CancellationToken cancellationToken) => database.WriteAsync(
        async session =>
        {
            await change(session);
            return true;
        },
        cancellationToken);

    private static CookieOptions Cookie(HttpContext http, TimeSpan? life) => new()
    {
        Path = ConsolePaths.Root,
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        MaxAge = life,
        IsEssential = true,
    };

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
}
