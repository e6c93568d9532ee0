namespace Parhelion.Server.Access;

/// <summary>The decision of <see cref="MediaAccessCheck"/> on a request for a media path, and the kind of credentials that led to the decision.</summary>
/// <param name="IsAllowed">Whether the request may read the path.</param>
/// <param name="HasCredentials">Whether the request had any credentials, valid or not.</param>
/// <param name="Via">The kind of credentials that granted access, such as <see cref="Link"/>; <c>null</c> without access.</param>
/// <param name="Reader">The API key of the caller, or the key that signed the token or the link of the caller; <c>null</c> without access.</param>
/// <param name="IsDownload">Whether the signed link asks the browser to save the file.</param>
internal sealed record MediaAccessResult(bool IsAllowed, bool HasCredentials, string? Via = null, Caller? Reader = null, bool IsDownload = false)
{
    /// <summary>Value of <see cref="Via"/>: credentials of the API granted access.</summary>
    public const string Key = "key";

    /// <summary>Value of <see cref="Via"/>: a media token in <c>Authorization</c> granted access.</summary>
    public const string Token = "token";

    /// <summary>Value of <see cref="Via"/>: a media token in a cookie granted access.</summary>
    public const string Cookie = "cookie";

    /// <summary>Value of <see cref="Via"/>: a signed link granted access.</summary>
    public const string Link = "link";

    /// <summary>The request had no credentials.</summary>
    public static readonly MediaAccessResult Anonymous = new(IsAllowed: false, HasCredentials: false);

    /// <summary>The credentials are invalid, or do not cover the path. The response does not tell the caller which of the two is true.</summary>
    public static readonly MediaAccessResult Refused = new(IsAllowed: false, HasCredentials: true);

    /// <summary>Whether a signed link granted access.</summary>
    public bool IsLink => Via == Link;

    /// <summary>The request may read the path.</summary>
    public static MediaAccessResult Allowed(string via, Caller reader, bool isDownload = false) => new(IsAllowed: true, HasCredentials: true, via, reader, isDownload);
}
