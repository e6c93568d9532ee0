using Parhelion.Core.Naming;

namespace Parhelion.Server.Access;

/// <summary>Decides whether a request may read a media path. The request needs a signed link, a media token (in <c>Authorization</c> or in a cookie), or
/// credentials of the API. The decision does not depend on whether an attachment exists at the path. Therefore it does not reveal the existence of an
/// attachment.</summary>
internal sealed class MediaAccessCheck(MediaTokens tokens, SignedMediaLinks links, Authenticator authenticator)
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
            return await links.VerifyAsync(query, path, http.RequestAborted) is { } link ? MediaAccessResult.ByLink(link.IsDownload) : MediaAccessResult.Refused;
        }

        var verdict = MediaAccessResult.Anonymous;
        foreach (var header in http.Request.Headers.Authorization)
        {
            if (await OpensAsync(header ?? "", path, http.RequestAborted)) return MediaAccessResult.ByCredentials;
            verdict = MediaAccessResult.Refused;
        }

        foreach (var token in MediaCookie.Read(http.Request.Headers.Cookie).Take(MaxCookies))
        {
            if (await CoversAsync(token, path, http.RequestAborted)) return MediaAccessResult.ByCredentials;
            verdict = MediaAccessResult.Refused;
        }

        return verdict;
    }

    private async ValueTask<bool> OpensAsync(string authorization, MediaPath path, CancellationToken cancellationToken)
    {
        if (authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) &&
            await CoversAsync(authorization[Bearer.Length..].Trim(' '), path, cancellationToken))
        {
            return true;
        }

        return await authenticator.AuthenticateAsync(authorization, cancellationToken) is { } caller && (caller.AppId is null || caller.AppId == path.AppId);
    }

    private async ValueTask<bool> CoversAsync(string token, MediaPath path, CancellationToken cancellationToken) =>
        await tokens.VerifyAsync(token, cancellationToken) is { } grant && grant.Scope.Covers(path);
}
