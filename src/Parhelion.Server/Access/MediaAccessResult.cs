namespace Parhelion.Server.Access;

/// <summary>The decision of <see cref="MediaAccessCheck"/> on a request for a media path, and the kind of credentials that led to it.</summary>
/// <param name="IsAllowed">Whether the request may read the path.</param>
/// <param name="HasCredentials">Whether the request had any credentials, valid or not.</param>
/// <param name="IsLink">Whether a signed link granted access.</param>
/// <param name="IsDownload">Whether the signed link asks the browser to save the file.</param>
internal sealed record MediaAccessResult(bool IsAllowed, bool HasCredentials, bool IsLink = false, bool IsDownload = false)
{
    /// <summary>The request had no credentials.</summary>
    public static readonly MediaAccessResult Anonymous = new(IsAllowed: false, HasCredentials: false);

    /// <summary>The credentials are invalid, or do not cover the path. The response does not tell the caller which of the two is true.</summary>
    public static readonly MediaAccessResult Refused = new(IsAllowed: false, HasCredentials: true);

    /// <summary>A media token or credentials of the API granted access.</summary>
    public static readonly MediaAccessResult ByCredentials = new(IsAllowed: true, HasCredentials: true);

    /// <summary>A signed link granted access.</summary>
    public static MediaAccessResult ByLink(bool isDownload) => new(IsAllowed: true, HasCredentials: true, IsLink: true, isDownload);
}
