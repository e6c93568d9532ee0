using Parhelion.Core.Naming;

namespace Parhelion.Server.Access;

/// <summary>Whether a request opens a media path: by a signed link, by a media token in <c>Authorization</c> or in a cookie, or by credentials of
/// the API. It is asked the same question whether anything lives at the path or not, so its answer tells nothing about that.</summary>
internal sealed class MediaAccess(MediaTokens tokens, MediaLinks links, Authenticator authenticator)
{
    private const string Bearer = "Bearer ";

    // A browser sends one for each path that leads to the file: its app, its conversation, itself.
    private const int MostCookies = 8;

    /// <summary>Judges a request. A link in the URL decides alone; else any of the credentials will do.</summary>
    public async ValueTask<MediaAccessResult> JudgeAsync(HttpContext http, MediaPath path)
    {
        var query = http.Request.QueryString.Value ?? "";
        if (MediaLinks.IsLink(query))
        {
            return await links.VerifyAsync(query, path, http.RequestAborted) is { } link ? MediaAccessResult.ByLink(link.IsDownload) : MediaAccessResult.Refused;
        }

        var verdict = MediaAccessResult.Anonymous;
        foreach (var header in http.Request.Headers.Authorization)
        {
            if (await OpensAsync(header ?? "", path, http.RequestAborted)) return MediaAccessResult.ByCredentials;
            verdict = MediaAccessResult.Refused;
        }

        foreach (var token in MediaCookie.Read(http.Request.Headers.Cookie).Take(MostCookies))
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

/// <summary>How a request stands to a media path.</summary>
/// <param name="IsOpen">Whether the path opens to it.</param>
/// <param name="HasCredentials">Whether it has shown any credentials.</param>
/// <param name="IsLink">Whether they were a signed link.</param>
/// <param name="IsDownload">Whether the link is for saving the file.</param>
internal sealed record MediaAccessResult(bool IsOpen, bool HasCredentials, bool IsLink = false, bool IsDownload = false)
{
    /// <summary>Nothing was shown.</summary>
    public static readonly MediaAccessResult Anonymous = new(IsOpen: false, HasCredentials: false);

    /// <summary>What was shown does not hold, or not for this path; which of the two, nobody is told.</summary>
    public static readonly MediaAccessResult Refused = new(IsOpen: false, HasCredentials: true);

    /// <summary>A token or credentials of the API.</summary>
    public static readonly MediaAccessResult ByCredentials = new(IsOpen: true, HasCredentials: true);

    /// <summary>A signed link.</summary>
    public static MediaAccessResult ByLink(bool isDownload) => new(IsOpen: true, HasCredentials: true, IsLink: true, isDownload);
}
