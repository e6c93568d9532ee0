using System.Security.Cryptography;
using System.Text;
using Parhelion.Core.Tenancy;

namespace Parhelion.Server.Access;

/// <summary>Verifies the credentials of Basic authentication (RFC 7617). The user name must be the id of an API key, and the password must be the secret of
/// this key.</summary>
internal sealed class BasicCredentialsVerifier(ApiKeyService apiKeys)
{
    private const int MaxLength = 4096;

    // The secret is compared with this one if there is no such key, so that an unknown key takes as long as a wrong secret.
    private static readonly string DummySecret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));

    /// <summary>Returns the key with this id and secret, or <c>null</c>.</summary>
    public async ValueTask<ApiKey?> VerifyAsync(string encoded, CancellationToken cancellationToken)
    {
        return TryDecode(encoded, out var id, out var secret) ? await VerifyAsync(id, secret, cancellationToken) : null;
    }

    /// <summary>Returns the key with this id and secret, or <c>null</c>.</summary>
    public async ValueTask<ApiKey?> VerifyAsync(string id, string secret, CancellationToken cancellationToken)
    {
        var apiKey = await apiKeys.FindAsync(id, cancellationToken);
        return IsSame(secret, apiKey?.Secret ?? DummySecret) ? apiKey : null;
    }

    private static bool TryDecode(string encoded, out string id, out string secret)
    {
        (id, secret) = ("", "");
        if (encoded.Length > MaxLength) return false;
        Span<byte> bytes = stackalloc byte[MaxLength];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length)) return false;
        var colon = bytes[..length].IndexOf((byte)':');
        if (colon <= 0) return false;
        id = Encoding.UTF8.GetString(bytes[..colon]);
        secret = Encoding.UTF8.GetString(bytes[(colon + 1)..length]);
        return true;
    }

    // Compares hashes, so that the time depends on neither the content nor the length of the secret.
    private static bool IsSame(string given, string expected)
    {
        Span<byte> a = stackalloc byte[32];
        Span<byte> b = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), a);
        SHA256.HashData(Encoding.UTF8.GetBytes(expected), b);
        return CryptographicOperations.FixedTimeEquals(a, b);
    }
}
