using Parhelion.Core.Naming;
using Parhelion.Protocol;
using Parhelion.Server.Access;

namespace Parhelion.Server.Media;

/// <summary>Stands before private files and signed links, and behind paths at which nothing lives. Public files do not come here.
/// What is answered when: docs/decisions/0007-private-media.md.</summary>
internal sealed class PrivateMediaAuthorization(MediaAccess access, SafeMediaPolicy policy, MediaSettings settings, CrossOriginPolicy crossOriginPolicy)
{
    /// <summary>The terms on which a request is given the file.</summary>
    /// <exception cref="ProblemException">401 without credentials, 403 with such as do not open it.</exception>
    public async ValueTask<MediaCachePolicy> AdmitAsync(HttpContext http, MediaEntry entry)
    {
        if (!entry.IsPrivate && !MediaLinks.IsLink(http.Request.QueryString.Value!)) return policy.Public;
        var verdict = await access.JudgeAsync(http, entry.Path);
        if (verdict.IsLink) return MediaCachePolicy.Link(verdict.IsDownload);
        var terms = TermsFor(http);
        if (verdict.IsOpen) return terms;
        throw Refuse(http, verdict, terms);
    }

    /// <summary>What is said about a path at which nothing lives. <c>null</c>, that nothing is there: to whoever may see what is, and to whoever shows
    /// nothing. To all others what they hear about a file as well.</summary>
    public async ValueTask<ProblemException?> MissAsync(HttpContext http, MediaPath path)
    {
        var verdict = await access.JudgeAsync(http, path);
        return verdict.IsOpen || !verdict.HasCredentials ? null : Refuse(http, verdict, TermsFor(http));
    }

    private MediaCachePolicy TermsFor(HttpContext http) => MediaCachePolicy.Private(crossOriginPolicy.AllowedOrigin(http.Request), settings.CookieCrossSite);

    private static ProblemException Refuse(HttpContext http, MediaAccessResult verdict, MediaCachePolicy terms)
    {
        MediaHeaders.WriteReaders(http.Response.Headers, terms);
        if (verdict.HasCredentials) return new ProblemException(Problems.Forbidden);
        // Not Basic: a browser would ask whoever looks at the page for a password.
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return new ProblemException(Problems.AuthorizationRequired);
    }
}
