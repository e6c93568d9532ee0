using Parhelion.Core.Naming;
using Parhelion.Server.RateLimiting;

namespace Parhelion.Server.Access;

/// <summary>Decides whether a request may read the file at a media path. The request needs a signed link, a media token (in <c>Authorization</c> or in a cookie),
/// or credentials of the API.</summary>
/// <remarks>The decision does not depend on whether an attachment exists at the path. Therefore a refusal does not reveal whether there is an attachment.</remarks>
internal sealed class MediaAccessCheck(MediaTokens tokens, SignedMediaLinks links, Authenticator authenticator, WrongCredentialsLimit wrongCredentials)
{
    private const string Bearer = "Bearer ";

    // A browser sends one cookie for each matching path: that of the app, of the conversation and of the file.
    private const int MaxCookies = 8;

    /// <summary>Checks the credentials of a request. If the URL is a signed link, only the link counts. Otherwise one valid credential that covers the path is
    /// enough.</summary>
    public async ValueTask<MediaAccessResult> JudgeAsync(HttpContext http, MediaPath path)
    {
        var query = http.Request.QueryString.Value ?? "";
        if (SignedMediaLinks.IsLink(query))
        {
            return await links.VerifyAsync(query, path, http.RequestAborted) is { } link
                ? MediaAccessResult.Allowed(MediaAccessResult.Link, Caller.Of(link.Key), link.IsDownload)
                : MediaAccessResult.Refused;
        }

        var verdict = MediaAccessResult.Anonymous;
        foreach (var header in http.Request.Headers.Authorization)
        {
            if (await FindReaderAsync(http, header ?? "", path) is { } allowed) return allowed;
            verdict = MediaAccessResult.Refused;
        }

        foreach (var token in MediaCookie.Read(http.Request.Headers.Cookie).Take(MaxCookies))
        {
            if (await FindSignerAsync(token, path, http.RequestAborted) is { } signer) return MediaAccessResult.Allowed(MediaAccessResult.Cookie, signer);
            verdict = MediaAccessResult.Refused;
        }

        return verdict;
    }

    private async ValueTask<MediaAccessResult?> FindReaderAsync(HttpContext http, string authorization, MediaPath path)
    {
        var isBearer = authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);
        if (isBearer && await FindSignerAsync(authorization[Bearer.Length..].Trim(' '), path, http.RequestAborted) is { } signer)
        {
            return MediaAccessResult.Allowed(MediaAccessResult.Token, signer);
        }

        var caller = await authenticator.AuthenticateAsync(authorization, http.RequestAborted);
        // A page sends the media token that has just expired for each of its pictures, so wrong tokens are not counted.
        if (caller is null && !isBearer) await wrongCredentials.CountAsync(http);
        return caller is not null && (caller.AppId is null || caller.AppId == path.AppId) ? MediaAccessResult.Allowed(MediaAccessResult.Key, caller) : null;
    }

    private async ValueTask<Caller?> FindSignerAsync(string token, MediaPath path, CancellationToken cancellationToken) =>
        await tokens.VerifyAsync(token, cancellationToken) is { } grant && grant.Scope.Covers(path) ? Caller.Of(grant.Key) : null;
}
