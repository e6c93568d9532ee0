using System.Globalization;
using Parhelion.Core.Naming;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>Signed links: a media URL with a query that opens this one file for a time, to be fetched without any header. The signature covers
/// the path, the time and whether it is a download.</summary>
internal sealed class MediaLinks(HmacSignatures hmacSignatures, TimeProvider clock)
{
    private const string Purpose = "parhelion media link v1";
    private const int MaxLength = 512;

    /// <summary>The query that makes a link of the media URL of a file.</summary>
    public static string Query(ApiKey apiKey, MediaPath path, DateTimeOffset expires, bool isDownload)
    {
        var seconds = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HmacSignatures.Sign(apiKey, Purpose, Text(path, seconds, isDownload));
        return $"?expires={seconds}&key={apiKey.Id}&signature={signature}{(isDownload ? "&download=1" : "")}";
    }

    /// <summary>Whether a query is meant as that of a link, be it a broken one. Other queries mean nothing to a media URL.</summary>
    public static bool IsLink(string query) => Has(query, "signature=") || (Has(query, "expires=") && Has(query, "key="));

    /// <summary>What the link opens the file as; <c>null</c> when it does not hold for this path: changed, expired, or its key is gone.</summary>
    public async ValueTask<LinkGrant?> VerifyAsync(string query, MediaPath path, CancellationToken cancellationToken)
    {
        if (query.Length > MaxLength || Parse(query) is not { Expires: { } expires, Key: { } keyId, Signature: { } signature } link) return null;
        var text = Text(path, expires, link.IsDownload);
        if (await hmacSignatures.VerifyAsync(keyId, Purpose, text, signature, cancellationToken) is not { } apiKey) return null;
        if (apiKey.AppId is not null && apiKey.AppId != path.AppId) return null;
        // What is signed is a number that the server has written.
        return long.Parse(expires, CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds() ? new LinkGrant(link.IsDownload) : null;
    }

    private static string Text(MediaPath path, string expires, bool isDownload) => $"{path}\n{expires}\n{(isDownload ? "download" : "")}";

    private static bool Has(string query, string name) =>
        query.Contains("?" + name, StringComparison.Ordinal) || query.Contains("&" + name, StringComparison.Ordinal);

    // Each name once and no other: whatever is added breaks the link. No value needs percent-encoding, so none is decoded.
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
                case ["download", "1"] when !parts.IsDownload: parts = parts with { IsDownload = true }; break;
                default: return null;
            }
        }

        return parts;
    }

    private sealed record Parts(string? Expires = null, string? Key = null, string? Signature = null, bool IsDownload = false);
}

/// <summary>What a link that holds asks for.</summary>
/// <param name="IsDownload">Whether the browser is to save the file.</param>
internal sealed record LinkGrant(bool IsDownload);
