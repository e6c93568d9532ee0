using System.Globalization;
using Parhelion.Core.Naming;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>Creates and verifies signed links. A signed link is a media URL whose query grants access to one file for a limited time. A request with the link
/// needs no other credentials.</summary>
/// <remarks>The signature covers the path, the expiry time, and whether the link is a download. A link of a file is also valid for the renditions of the
/// file.</remarks>
internal sealed class SignedMediaLinks(HmacSignatures hmacSignatures, TimeProvider clock)
{
    private const string Purpose = "parhelion media link v1";
    private const int MaxLength = 512;

    /// <summary>Returns the query that turns the media URL of a file into a signed link.</summary>
    public static string Query(ApiKey apiKey, MediaPath path, DateTimeOffset expires, bool isDownload)
    {
        var seconds = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HmacSignatures.Sign(apiKey, Purpose, Text(path, seconds, isDownload));
        return $"?expires={seconds}&key={apiKey.Id}&signature={signature}{(isDownload ? "&download=1" : "")}";
    }

    /// <summary>Whether a query has the parameters of a signed link, valid or not. A media URL with any other query is not found (404).</summary>
    public static bool IsLink(string query) => Has(query, "signature=") || (Has(query, "expires=") && Has(query, "key="));

    /// <summary>Verifies a link. Returns <c>null</c> when it is not valid for this path: it was changed, it has expired, or its key was deleted.</summary>
    public async ValueTask<SignedLinkGrant?> VerifyAsync(string query, MediaPath path, CancellationToken cancellationToken)
    {
        if (query.Length > MaxLength || Parse(query) is not { Expires: { } expires, Key: { } keyId, Signature: { } signature } link) return null;
        var text = Text(path, expires, link.IsDownload);
        if (await hmacSignatures.VerifyAsync(keyId, Purpose, text, signature, cancellationToken) is not { } apiKey) return null;
        if (apiKey.AppId is not null && apiKey.AppId != path.AppId) return null;
        // The signature covers this text, so the server wrote it and it is a number.
        return long.Parse(expires, CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds() ? new SignedLinkGrant(apiKey, link.IsDownload) : null;
    }

    private static string Text(MediaPath path, string expires, bool isDownload) => $"{path}\n{expires}\n{(isDownload ? "download" : "")}";

    private static bool Has(string query, string name) =>
        query.Contains("?" + name, StringComparison.Ordinal) || query.Contains("&" + name, StringComparison.Ordinal);

    // Each parameter at most once, and no others but those of a rendition: any other addition makes the link invalid. No value needs percent-encoding, so none is decoded.
    private static Parts? Parse(string query)
    {
        var parts = new Parts();
        foreach (var pair in query[1..].Split('&'))
        {
            switch (pair.Split('=', 2))
            {
                case ["expires", var value] when parts.Expires is null: parts = parts with { Expires = value }; break;
                case ["key", var value] when parts.Key is null: parts = parts with { Key = value }; break;
                case ["signature", var value] when parts.Signature is null: parts = parts with { Signature = value }; break;
                // MediaRequestTargetParser has checked them.
                case ["rendition" or "format", _]: break;
                case ["download", "1"] when !parts.IsDownload: parts = parts with { IsDownload = true }; break;
                default: return null;
            }
        }

        return parts;
    }

    private sealed record Parts(string? Expires = null, string? Key = null, string? Signature = null, bool IsDownload = false);
}
