using System.Buffers;
using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parhelion.Client;

/// <summary>A key that signs JWTs (RFC 7519, HS256) with the claims that the API asks for.</summary>
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
            _ => throw new ArgumentException("The id of a key begins with app_, act_, svc_ or int_; that tells the scope of its tokens.", nameof(keyId)),
        };
    }

    /// <summary>The <c>scope</c> of the tokens: <c>app</c>, <c>account</c> or <c>integration</c>.</summary>
    public string Scope { get; }

    /// <summary>A token that holds from now on.</summary>
    /// <param name="now">The time to count its life from.</param>
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
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    internal override ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Two callers at the same moment may each sign one; both hold.
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

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    private sealed record Signed(AuthenticationHeaderValue Header, DateTimeOffset From, DateTimeOffset RenewAt);
}
