using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>
/// Creates and verifies HMAC-SHA256 signatures of tokens and links. Each signature is made with an API key, for one purpose. The signature is not valid for
/// another purpose, or after the API key is deleted.
/// </summary>
/// <remarks>The signing key is derived from the secret of the API key and from the purpose.</remarks>
internal sealed class HmacSignatures(ApiKeyService apiKeys)
{
    // The signature is verified with this key if there is no such key, so that an unknown key takes as long as a wrong signature.
    private static readonly ApiKey DummyKey = new("", null, "", Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));

    /// <summary>Returns the signature of a text in base64url.</summary>
    public static string Sign(ApiKey apiKey, string purpose, string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(apiKey.Derive(purpose), Encoding.UTF8.GetBytes(text)));

    /// <summary>Returns the key that signed the text, or <c>null</c>. Signatures are compared as text, so only one base64url spelling of the bytes is
    /// accepted.</summary>
    public async ValueTask<ApiKey?> VerifyAsync(string keyId, string purpose, string text, string signature, CancellationToken cancellationToken)
    {
        var apiKey = await apiKeys.FindAsync(keyId, cancellationToken);
        var isSame = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Sign(apiKey ?? DummyKey, purpose, text)), Encoding.UTF8.GetBytes(signature));
        return isSame ? apiKey : null;
    }
}
