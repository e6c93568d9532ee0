using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access.OAuth;

/// <summary>
/// Issues and verifies tokens that prevent other sites from submitting the form of <see cref="ConsentPage"/>. The server accepts the form only with a token of
/// this installation. Each token is valid for one authorization request in one browser.
/// </summary>
/// <remarks>A cookie identifies the browser. The token is encrypted with the master key, so every node accepts it.</remarks>
internal sealed class ConsentFormTokens(SecretEncryption encryption, TimeProvider clock)
{
    /// <summary>Name of the cookie.</summary>
    public const string CookieName = "parhelion_consent";

    private const string Purpose = "oauth consent form v1";
    private const int CookieBytes = 32;
    private const int MaxLength = 8192;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>Returns a token for a request of this browser, and gives the browser a cookie if it has none.</summary>
    public string Issue(HttpContext http, OAuthAuthorizationRequest request, bool isSecure)
    {
        if (CookieOf(http) is not { } cookie)
        {
            cookie = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CookieBytes));
            http.Response.Cookies.Append(CookieName, cookie, new CookieOptions { Path = "/", HttpOnly = true, Secure = isSecure, SameSite = SameSiteMode.Strict });
        }

        var expires = (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds();
        return Base64Url.EncodeToString(encryption.Seal(Purpose, $"{expires.ToString(CultureInfo.InvariantCulture)} {TextOf(cookie, request)}"));
    }

    /// <summary>Whether a token was made for this request and this browser, and has not expired.</summary>
    public bool Verify(HttpContext http, OAuthAuthorizationRequest request, string token)
    {
        if (CookieOf(http) is not { } cookie || token.Length > MaxLength || Open(token) is not { } text) return false;
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        var isSame = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text[(end + 1)..]), Encoding.UTF8.GetBytes(TextOf(cookie, request)));
        return isSame && long.Parse(text.AsSpan(0, end), CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds();
    }

    private static string? CookieOf(HttpContext http) =>
        http.Request.Cookies[CookieName] is { } cookie && cookie.Length == Base64Url.GetEncodedLength(CookieBytes) && Base64Url.IsValid(cookie) ? cookie : null;

    private static string TextOf(string cookie, OAuthAuthorizationRequest request) => $"{cookie}\n{request.Client.Id}\n{request.RedirectUri}\n{request.State}";

    private string? Open(string token)
    {
        if (!Base64Url.IsValid(token)) return null;
        try
        {
            var sealedText = Base64Url.DecodeFromChars(token);
            return sealedText.Length > SecretEncryption.OverheadBytes ? encryption.Open(Purpose, sealedText) : null;
        }
        catch (CryptographicException)
        {
            // This installation did not make the token.
            return null;
        }
    }
}
