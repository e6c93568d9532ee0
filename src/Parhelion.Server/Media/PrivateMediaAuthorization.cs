using Parhelion.Core.Naming;
using Parhelion.Protocol;
using Parhelion.Server.Access;

namespace Parhelion.Server.Media;

/// <summary>
/// Authorizes requests for private files, and requests with a signed link. Other requests for public files need no authorization. The class also decides the
/// error for a path without an attachment. Callers whose credentials do not cover the path cannot learn from the error whether an attachment exists.
/// </summary>
/// <remarks>docs/decisions/0007-private-media.md lists the responses.</remarks>
internal sealed class PrivateMediaAuthorization(
    MediaAccessCheck access, SafeMediaPolicy policy, MediaCookieSettings settings, CredentialedCorsPolicy crossOriginPolicy, PrivateReadAudit audit)
{
    /// <summary>Returns the policy under which the request may read the file.</summary>
    /// <exception cref="ProblemException">Status 401 without credentials, status 403 with credentials that do not grant access.</exception>
    public async ValueTask<MediaResponsePolicy> AdmitAsync(HttpContext http, MediaFileInfo entry)
    {
        if (!entry.IsPrivate && !SignedMediaLinks.IsLink(http.Request.QueryString.Value!)) return policy.Public;
        var verdict = await access.JudgeAsync(http, entry.Path);
        if (verdict.Reader is { } reader)
        {
            http.Features.Set(reader);
            audit.Note(http, entry, reader, verdict.Via!);
        }

        if (verdict.IsLink) return MediaResponsePolicy.Link(verdict.IsDownload);
        var terms = TermsFor(http);
        if (verdict.IsAllowed) return terms;
        throw Refuse(http, verdict, terms);
    }

    /// <summary>Decides the response for a path without an attachment. Returns <c>null</c>, which means 404, when the request has no credentials or its
    /// credentials cover the path. Otherwise returns the same error as for a private file.</summary>
    public async ValueTask<ProblemException?> RefuseAsync(HttpContext http, MediaPath path)
    {
        var verdict = await access.JudgeAsync(http, path);
        return verdict.IsAllowed || !verdict.HasCredentials ? null : Refuse(http, verdict, TermsFor(http));
    }

    private MediaResponsePolicy TermsFor(HttpContext http) => MediaResponsePolicy.Private(crossOriginPolicy.AllowedOrigin(http.Request), settings.CrossSite);

    private static ProblemException Refuse(HttpContext http, MediaAccessResult verdict, MediaResponsePolicy terms)
    {
        MediaHeaders.WriteReaders(http.Response.Headers, terms);
        if (verdict.HasCredentials) return new ProblemException(Problems.Forbidden);
        // Not Basic: a browser would ask whoever views the page for a password.
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return new ProblemException(Problems.AuthorizationRequired);
    }
}
