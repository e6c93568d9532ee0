using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;
using Parhelion.Core.Tenancy;
using Parhelion.Server.Access;
using Parhelion.Testing;
using static Parhelion.Fuzz.BrokenPromiseException;

namespace Parhelion.Fuzz.Targets;

/// <summary>What shows who is calling: JWTs, Basic, media tokens, cookies, signed links, with the keys of a real server.</summary>
internal sealed class TokenTargets : IAsyncDisposable
{
    private readonly ParhelionServer server;
    private readonly MediaPath path;
    private readonly ApiKey apiKey;

    private TokenTargets(ParhelionServer server, ApiKey apiKey)
    {
        (this.server, this.apiKey) = (server, apiKey);
        path = new MediaPath(server.AppId, null, BlobKey.TryParse("AAAAAAAAAAAAAAAAAAAAAAAA", out var token) ? token : default, "a b.png");
    }

    /// <summary>The targets.</summary>
    public IEnumerable<Target> All =>
    [
        new("jwt", input => Authenticate("Bearer ", Jwt(input))) { Seeds = [.. Text.Bytes(Jwts)], Words = JwtWords },
        new("basic", input => Authenticate("Basic ", Encoding.Latin1.GetString(input)))
        {
            Seeds = [.. Text.Bytes(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{server.AppKeyId}:{server.AppKeySecret}")), "YTpi", "Og==")],
            Words = [.. Text.Bytes("=", "==", " ", ":")],
        },
        new("cookies", ReadCookies) { Seeds = [.. Text.Bytes(Tokens)], Words = [.. JwtWords, .. Text.Bytes(";", "; parhelion_media=", "parhelion_media=", "=", "\"")] },
        new("links", ReadLink) { Seeds = [.. Text.Bytes(Links)], Words = [.. Text.Bytes("?expires=", "&expires=", "&key=", "&signature=", "&download=1", "&", "=")] },
    ];

    private static IReadOnlyList<byte[]> JwtWords { get; } =
        [.. Text.Bytes(".", "{", "}", "\"alg\":\"HS256\"", "\"none\"", "\"kid\":", "\"scope\":\"app\"", "\"exp\":", "\"nbf\":", "\"iat\":", "\"path\":\"/apps/", "e30", "\"crit\":[\"x\"]", "\"jwk\":{}", "null", "\\u0000")];

    private IEnumerable<string> Jwts =>
    [
        $"\u0001{{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"{server.AppKeyId}\"}}\n{{\"scope\":\"app\",\"exp\":4102444800}}",
        $"\u0001{{\"alg\":\"none\",\"kid\":\"{server.AppKeyId}\"}}\n{{\"scope\":\"account\"}}",
        "\0e30.a.a.a.a",
        "\0eyJhbGciOiJIUzI1NiJ9.eyJzY29wZSI6ImFwcCJ9.AAAA",
    ];

    private IEnumerable<string> Tokens
    {
        get
        {
            var token = server.Services.GetRequiredService<MediaTokens>().Issue(apiKey, new MediaAccessScope(server.AppId, null, null), 3600);
            return [$"\0parhelion_media={token}; a=b", $"\0x; parhelion_media=", $"\u0001{{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"{apiKey.Id}\"}}\n{{\"path\":\"/apps/{server.AppId}\",\"iat\":1,\"exp\":4102444800}}"];
        }
    }

    private IEnumerable<string> Links =>
        [SignedMediaLinks.Query(apiKey, path, DateTimeOffset.FromUnixTimeSeconds(4102444800), isDownload: true), SignedMediaLinks.Query(apiKey, path, DateTimeOffset.UnixEpoch, isDownload: false), "?signature=&expires=&key="];

    /// <summary>Starts the server.</summary>
    public static async Task<TokenTargets> StartAsync()
    {
        var started = await ParhelionServer.StartAsync();
        return new TokenTargets(started, (await started.Services.GetRequiredService<ApiKeyService>().FindAsync(started.AppKeyId, default))!);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => server.DisposeAsync();

    // Signed with the secret of the key when the first byte is odd, so that what lies behind the signature is reached as well.
    private string Jwt(byte[] input) => input.Length > 0 && input[0] % 2 == 1 ? Sign(input[1..], (text) => Sign(apiKey.Secret, text)) : Encoding.Latin1.GetString(input.AsSpan(Math.Min(1, input.Length)));

    private static string Sign(byte[] parts, Func<string, string> signature)
    {
        var end = Array.IndexOf(parts, (byte)'\n');
        var (head, body) = end < 0 ? (parts, []) : (parts[..end], parts[(end + 1)..]);
        var text = $"{Base64Url.EncodeToString(head)}.{Base64Url.EncodeToString(body)}";
        return $"{text}.{signature(text)}";
    }

    private static string Sign(string secret, string text) =>
        Base64Url.EncodeToString(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    private void Authenticate(string scheme, string credentials)
    {
        var caller = server.Services.GetRequiredService<Authenticator>().AuthenticateAsync(scheme + credentials, default).AsTask().GetAwaiter().GetResult();
        Unless(caller is null || caller.KeyId == server.AppKeyId, "nobody becomes another");
    }

    private void ReadCookies(byte[] input)
    {
        if (input.Length == 0) return;
        var tokens = server.Services.GetRequiredService<MediaTokens>();
        var header = input[0] % 2 == 1 ? MediaCookie.Name + "=" + Sign(input[1..], text => HmacSignatures.Sign(apiKey, "parhelion media token v1", text)) : Encoding.Latin1.GetString(input.AsSpan(1));
        foreach (var token in MediaCookie.Read(header).Take(8))
        {
            var grant = tokens.VerifyAsync(token, default).AsTask().GetAwaiter().GetResult();
            Unless(grant is null || grant.Scope.AppId == server.AppId, "a key opens its own app only");
        }
    }

    private void ReadLink(byte[] input)
    {
        var query = Encoding.Latin1.GetString(input);
        if (!SignedMediaLinks.IsLink(query)) return;
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString(query.StartsWith('?') ? query : "?" + query);
        server.Services.GetRequiredService<MediaAccessCheck>().JudgeAsync(http, path).AsTask().GetAwaiter().GetResult();
    }
}
