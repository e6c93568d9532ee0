using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Server.Auditing;

namespace Parhelion.Server.WebConsole;

/// <summary>Creates, finds and ends the sessions of the console. A session lives for at most <see cref="Life"/>, not longer than its key, and not longer than the
/// node that has created it. The cookie holds a random token; the database holds its hash, so that every node knows the session.</summary>
internal sealed class ConsoleSessions(Database database, ApiKeyService apiKeys, AuditSettings audit, TimeProvider clock)
{
    /// <summary>How long a session lives.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(12);

    private const string CookieName = "parhelion_console";
    private const int TokenBytes = 32;
    private const int TokenLength = 43;

    /// <summary>Creates a session and sets its cookie.</summary>
    public async Task CreateAsync(HttpContext http, ApiKey apiKey)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var now = clock.GetUtcNow();
        await database.WriteAsync(
            async session =>
            {
                await ConsoleSessionTable.DeleteExpiredAsync(session, now);
                await ConsoleSessionTable.InsertAsync(session, HashOf(token), apiKey.Id, audit.Node, now, now + Life);
                return true;
            },
            http.RequestAborted);
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
        await database.WriteAsync(
            async transaction =>
            {
                await ConsoleSessionTable.DeleteAsync(transaction, session.Id);
                return true;
            },
            http.RequestAborted);
        http.Response.Cookies.Delete(CookieName, Cookie(http, null));
    }

    /// <summary>Ends the sessions that this node has created.</summary>
    public Task EndAllAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await ConsoleSessionTable.DeleteOfNodeAsync(session, audit.Node);
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
