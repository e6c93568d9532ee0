using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>What the server signs for the holder of an API key: HMAC-SHA256 with a key made of the secret, another one for each purpose.
/// So it holds as long as the API key is there, and for nothing but its purpose.</summary>
internal sealed class HmacSignatures(ApiKeys apiKeys)
{
    // Verified with when there is no such key, so that an unknown key takes the time of a wrong signature.
    private static readonly ApiKey Nobody = new("", null, "", Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));

    /// <summary>The signature in base64url.</summary>
    public static string Sign(ApiKey apiKey, string purpose, string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(apiKey.Derive(purpose), Encoding.UTF8.GetBytes(text)));

    /// <summary>The key that has signed, or <c>null</c>. Signatures are compared as text: no other spelling of the same bytes passes.</summary>
    public async ValueTask<ApiKey?> VerifyAsync(string keyId, string purpose, string text, string signature, CancellationToken cancellationToken)
    {
        var apiKey = await apiKeys.FindAsync(keyId, cancellationToken);
        var isSame = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Sign(apiKey ?? Nobody, purpose, text)), Encoding.UTF8.GetBytes(signature));
        return isSame ? apiKey : null;
    }
}
