using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Parhelion;

/// <summary>What <see cref="WebhookRequest"/> asks of a request.</summary>
public sealed record WebhookVerification
{
    /// <summary>Largest body that is read, in bytes. Default: 1 MiB. An event has at most a message of 100 KB and a user.</summary>
    public int MaxBytes { get; init; } = 1 << 20;

    /// <summary>Whether a request without <c>X-Parhelion-Signature</c> is refused. Sunshine Conversations sends none, so the default is
    /// <c>false</c>.</summary>
    public bool RequireSignature { get; init; }

    /// <summary>Largest difference between the time of the signature and now, so that nobody can send a recorded request again later.
    /// Default: 5 minutes.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The clock. Default: the system clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal bool Accepts(ReadOnlySpan<byte> body, string? apiKey, string? signature, string secret)
    {
        var key = Encoding.UTF8.GetBytes(secret);
        if (string.IsNullOrEmpty(signature)) return !RequireSignature && !string.IsNullOrEmpty(apiKey) && IsKey(apiKey, key);
        return (string.IsNullOrEmpty(apiKey) || IsKey(apiKey, key)) && IsSigned(body, signature, key);
    }

    // Compares hashes, so that not even the length of the secret shows in the time.
    private static bool IsKey(string given, byte[] key) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(key));

    private bool IsSigned(ReadOnlySpan<byte> body, string signature, byte[] key)
    {
        var fields = signature.Split(',', StringSplitOptions.TrimEntries);
        var time = fields.FirstOrDefault(field => field.StartsWith("t=", StringComparison.Ordinal))?[2..];
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || !IsNow(seconds)) return false;
        var expected = Sign(body, time!, key);
        // There may be several while a secret is replaced.
        var isRight = false;
        foreach (var field in fields.Where(field => field.StartsWith("v1=", StringComparison.Ordinal)))
        {
            isRight |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(field[3..].ToLowerInvariant()), expected);
        }

        return isRight;
    }

    private bool IsNow(long seconds) =>
        Math.Abs(TimeProvider.GetUtcNow().ToUnixTimeSeconds() - (double)seconds) <= Tolerance.TotalSeconds;

    // hex(hmac-sha256(secret, t + "." + body))
    private static byte[] Sign(ReadOnlySpan<byte> body, string time, byte[] key)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.ASCII.GetBytes($"{time}."));
        hmac.AppendData(body);
        return Encoding.ASCII.GetBytes(Convert.ToHexString(hmac.GetHashAndReset()).ToLowerInvariant());
    }
}
