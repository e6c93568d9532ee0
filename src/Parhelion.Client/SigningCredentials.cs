using System.Buffers;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parhelion;

/// <summary>Credentials that sign JWTs (RFC 7519, HS256) with a key. The tokens have the claims that the API requires.</summary>
public sealed class SigningCredentials : ParhelionCredentials
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(5);

    private readonly string keyId;
    private readonly byte[] secret;
    private readonly TimeSpan lifetime;
    private Signed? last;

    internal SigningCredentials(string keyId, string secret, TimeSpan? lifetime)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(keyId);
        ArgumentException.ThrowIfNullOrWhiteSpace(secret);
        this.keyId = keyId;
        this.secret = Encoding.UTF8.GetBytes(secret);
        this.lifetime = lifetime ?? DefaultLifetime;
        ArgumentOutOfRangeException.ThrowIfLessThan(this.lifetime, TimeSpan.FromSeconds(1), nameof(lifetime));
        Scope = keyId.Split('_')[0] switch
        {
            "app" => "app",
            "act" or "svc" => "account",
            "int" => "integration",
            _ => throw new ArgumentException("The id of a key must begin with app_, act_, svc_ or int_: the prefix determines the scope of its tokens.", nameof(keyId)),
        };
    }

    /// <summary>The <c>scope</c> of the tokens: <c>app</c>, <c>account</c> or <c>integration</c>.</summary>
    public string Scope { get; }

    /// <summary>Signs a token.</summary>
    /// <param name="now">The time at which the lifetime of the token begins.</param>
    public string CreateToken(DateTimeOffset now)
    {
        var header = Encode(json =>
        {
            json.WriteString("alg", "HS256");
            json.WriteString("typ", "JWT");
            json.WriteString("kid", keyId);
        });
        var payload = Encode(json =>
        {
            json.WriteString("scope", Scope);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + lifetime).ToUnixTimeSeconds());
        });
        var signed = $"{header}.{payload}";
        return $"{signed}.{Base64Url(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    internal override ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Two callers may each sign a token at the same time. Both tokens are valid.
        if (last is not { } token || now >= token.RenewAt || now < token.From)
        {
            last = token = new Signed(new AuthenticationHeaderValue("Bearer", CreateToken(now)), now, now + (lifetime * 0.8));
        }

        return new(token.Header);
    }

    private static string Encode(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Base64Url(buffer.WrittenSpan);
    }

    // System.Buffers.Text.Base64Url is not in .NET 8.
    private static string Base64Url(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private sealed record Signed(AuthenticationHeaderValue Header, DateTimeOffset From, DateTimeOffset RenewAt);
}
