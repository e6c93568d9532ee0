using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>Who is let in, and what the others learn: nothing.</summary>
public sealed class CredentialTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly LogLines log = new();
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(
        options =>
        {
            options.TimeProvider = clock;
            options.ConfigureServices = services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        },
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        log.Dispose();
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Basic Og==")]
    [InlineData("Basic //8=")]
    [InlineData("Digest x")]
    [InlineData("Bearer")]
    [InlineData("Bearer x.y.z")]
    [InlineData("Bearer ..")]
    public async Task Malformed_header_is_refused(string header) => await AssertRefusedAsync(header);

    [Fact]
    public async Task Wrong_basic_credentials_are_refused_alike()
    {
        await AssertRefusedAsync(Basic(server.AppKeyId, "wrong"));
        await AssertRefusedAsync(Basic(server.AppKeyId, ""));
        await AssertRefusedAsync(Basic(server.AppKeyId, server.AppKeySecret + "x"));
        await AssertRefusedAsync(Basic("app_" + new string('0', 24), server.AppKeySecret));
        await AssertRefusedAsync(Basic("' OR 1=1 --", server.AppKeySecret));
        await AssertRefusedAsync(Basic(new string('x', 50_000), "y"));
        Assert.Equal(200, await StatusAsync(Basic(server.AppKeyId, server.AppKeySecret)));
    }

    [Fact]
    public async Task Missing_header_is_told_what_is_required()
    {
        using var client = server.CreateAnonymousClient();
        using var response = await client.GetAsync($"/v2/apps/{server.AppId}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Authorization is required", await Uploads.TitleOfAsync(response));
        Assert.NotEmpty(response.Headers.WwwAuthenticate);
    }

    [Fact]
    public async Task Token_holds_within_its_time_and_a_minute_of_skew()
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();

        Assert.Equal(200, await StatusAsync(Jwt(new { scope = "app" })));
        Assert.Equal(200, await StatusAsync(Jwt(new { scope = "app", exp = now + 1 })));
        Assert.Equal(200, await StatusAsync(Jwt(new { scope = "app", exp = now - 59 })));
        Assert.Equal(200, await StatusAsync(Jwt(new { scope = "app", nbf = now + 59 })));
        await AssertRefusedAsync(Jwt(new { scope = "app", exp = now - 61 }));
        await AssertRefusedAsync(Jwt(new { scope = "app", nbf = now + 61 }));
        await AssertRefusedAsync(Jwt(new { scope = "app", exp = "soon" }));
        await AssertRefusedAsync(Jwt(new { scope = "app", exp = -1 }));
    }

    [Fact]
    public async Task Token_of_another_kind_is_refused()
    {
        var secret = server.AppKeySecret;
        await AssertRefusedAsync("Bearer " + Sign(new { alg = "none", typ = "JWT", kid = server.AppKeyId }, new { scope = "app" }, _ => []));
        await AssertRefusedAsync("Bearer " + Sign(
            new { alg = "HS512", typ = "JWT", kid = server.AppKeyId }, new { scope = "app" }, text => HMACSHA512.HashData(Encoding.UTF8.GetBytes(secret), text)));
        await AssertRefusedAsync("Bearer " + Sign(
            new { alg = "RS256", typ = "JWT", kid = server.AppKeyId }, new { scope = "app" }, text => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text)));
        await AssertRefusedAsync("Bearer " + Sign(new { alg = "HS256", typ = "JWT" }, new { scope = "app" }, Hs256));
        foreach (var kid in (string[])["app_" + new string('0', 24), "../../etc/passwd", "' OR 1=1 --", ""])
        {
            await AssertRefusedAsync("Bearer " + Sign(new { alg = "HS256", typ = "JWT", kid }, new { scope = "app" }, Hs256));
        }

        await AssertRefusedAsync(Jwt(new { scope = "user" }));
        await AssertRefusedAsync(Jwt(new { scope = "account" }));
        await AssertRefusedAsync(Jwt(new { scope = "integration" }));
        await AssertRefusedAsync(Jwt(new { }));
        await AssertRefusedAsync(Jwt(new { scope = new[] { "app" } }));
        await AssertRefusedAsync(Jwt(new { scope = "app" }) + ".c2Vjb25k");
        await AssertRefusedAsync(Jwt(new { scope = "app", more = new string('x', 70_000) }));
        await AssertRefusedAsync(Jwt(new { scope = "app" })[..^2]);
    }

    [Fact]
    public async Task Token_that_was_changed_anywhere_is_refused()
    {
        var token = Jwt(new { scope = "app", exp = clock.GetUtcNow().ToUnixTimeSeconds() + 60 })["Bearer ".Length..];
        Assert.Equal(200, await StatusAsync("Bearer " + token));
        foreach (var changed in Private.Tampering.Of(token)) Assert.Equal((changed, 401), (changed, await StatusAsync("Bearer " + changed)));
    }

    [Fact]
    public async Task Key_acts_on_its_own_app_only()
    {
        using var account = server.CreateAccountClient();
        using var created = await account.PostAsJsonAsync("/v2/apps", new { displayName = "Other" }, TestContext.Current.CancellationToken);
        var other = (await created.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("app").GetProperty("id").GetString();
        var own = Basic(server.AppKeyId, server.AppKeySecret);

        Assert.Equal(403, await StatusAsync(own, $"/v2/apps/{other}"));
        Assert.Equal(403, await StatusAsync(own, $"/v2/apps/{new string('0', 24)}"));
        Assert.Equal(403, await StatusAsync(own, "/v2/apps"));
        Assert.Equal(403, await StatusAsync(own, $"/v2/apps/{server.AppId}/keys"));
        Assert.Equal(404, await StatusAsync(Basic(server.AccountKeyId, server.AccountKeySecret), $"/v2/apps/{new string('0', 24)}"));
        Assert.Equal(404, await StatusAsync(Basic(server.AccountKeyId, server.AccountKeySecret), "/v2/apps/nonsense"));
    }

    [Fact]
    public async Task Deleted_key_opens_nothing_any_more()
    {
        using var account = server.CreateAccountClient();
        using var created = await account.PostAsJsonAsync($"/v2/apps/{server.AppId}/keys", new { displayName = "Short" }, TestContext.Current.CancellationToken);
        var key = (await created.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("key");
        var header = Basic(key.GetProperty("id").GetString()!, key.GetProperty("secret").GetString()!);
        Assert.Equal(200, await StatusAsync(header));

        using var deleted = await account.DeleteAsync($"/v2/apps/{server.AppId}/keys/{key.GetProperty("id").GetString()}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        await AssertRefusedAsync(header);
    }

    [Fact]
    public async Task Secrets_are_in_no_log_and_not_in_the_database()
    {
        await Uploads.UploadAsync(server, "hello"u8.ToArray(), "private name.txt");
        await StatusAsync(Basic(server.AppKeyId, server.AppKeySecret + "tail"));
        await StatusAsync(Jwt(new { scope = "app" }));

        var text = log.ToString();
        Assert.NotEmpty(text);
        Assert.DoesNotContain(server.AppKeySecret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(server.AccountKeySecret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("private name", text, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(server.DataDirectory, "parhelion.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var content = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain(server.AppKeySecret, content, StringComparison.Ordinal);
            Assert.DoesNotContain(server.AccountKeySecret, content, StringComparison.Ordinal);
        }
    }

    private static string Basic(string id, string secret) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"));

    private static string Sign(object header, object payload, Func<byte[], byte[]> sign)
    {
        var text = Encode(JsonSerializer.SerializeToUtf8Bytes(header)) + "." + Encode(JsonSerializer.SerializeToUtf8Bytes(payload));
        return $"{text}.{Encode(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private byte[] Hs256(byte[] text) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(server.AppKeySecret), text);

    private string Jwt(object payload) => "Bearer " + Sign(new { alg = "HS256", typ = "JWT", kid = server.AppKeyId }, payload, Hs256);

    private async Task AssertRefusedAsync(string header)
    {
        using var response = await SendAsync(header, $"/v2/apps/{server.AppId}");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(
            """{"errors":[{"code":"unauthorized","title":"Invalid credentials"}]}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["Basic", "Bearer"], response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }

    private async Task<int> StatusAsync(string header, string? path = null)
    {
        using var response = await SendAsync(header, path ?? $"/v2/apps/{server.AppId}");
        return (int)response.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(string header, string path)
    {
        using var client = server.CreateAnonymousClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", header);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
