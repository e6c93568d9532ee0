using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Credentials of every kind.</summary>
public sealed class CredentialTests
{
    [Fact]
    public async Task Every_kind_of_credentials_opens_and_wrong_ones_do_not()
    {
        await using var server = await ParhelionServer.StartAsync();
        var (id, secret) = (server.AppKeyId, server.AppKeySecret);
        var key = ParhelionCredentials.SigningKey(id, secret);
        var token = key.CreateToken(TimeProvider.System.GetUtcNow());
        ParhelionCredentials[] good = [ParhelionCredentials.Basic(id, secret), key, ParhelionCredentials.Bearer(token), ParhelionCredentials.Bearer(_ => new(token))];
        foreach (var credentials in good) Assert.Equal(server.AppId, await AskAsync(server, credentials));

        ParhelionCredentials[] bad =
        [
            ParhelionCredentials.None, ParhelionCredentials.Basic(id, secret + "x"), ParhelionCredentials.SigningKey(id, secret + "x"), ParhelionCredentials.Bearer("x.y.z"),
        ];
        foreach (var credentials in bad)
        {
            var refused = await Assert.ThrowsAsync<ParhelionException>(() => AskAsync(server, credentials));
            Assert.Equal((401, ProblemCodes.Unauthorized, false, 1), (refused.Status, refused.Code, refused.IsTransient, refused.Attempts));
        }

        Assert.Equal(server.AppId, await AskAsync(server, ParhelionCredentials.SigningKey(server.AccountKeyId, server.AccountKeySecret)));
    }

    [Fact]
    public void A_token_has_the_claims_that_the_api_asks_for()
    {
        var now = new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
        var token = ParhelionCredentials.SigningKey("act_66f0c1d2e3a4b5c6d7e8f901", "the secret", TimeSpan.FromMinutes(2)).CreateToken(now);

        var parts = token.Split('.');
        Assert.Equal("""{"alg":"HS256","typ":"JWT","kid":"act_66f0c1d2e3a4b5c6d7e8f901"}""", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        Assert.Equal("account", payload.RootElement.GetProperty("scope").GetString());
        Assert.Equal(now.ToUnixTimeSeconds() + 120, payload.RootElement.GetProperty("exp").GetInt64());
        var signature = HMACSHA256.HashData("the secret"u8, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
        Assert.Equal(Base64Url.EncodeToString(signature), parts[2]);
    }

    [Theory]
    [InlineData("app_1", "app")]
    [InlineData("act_1", "account")]
    [InlineData("svc_1", "account")]
    [InlineData("int_1", "integration")]
    public void The_prefix_of_a_key_is_its_scope(string keyId, string scope) => Assert.Equal(scope, ParhelionCredentials.SigningKey(keyId, "s").Scope);

    [Fact]
    public async Task A_token_is_used_until_a_fifth_of_its_life_is_left()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
        List<string> tokens = [];
        var handler = new ScriptedHandler(request =>
        {
            tokens.Add(request.Headers.Authorization!.Parameter!);
            return ScriptedHandler.Says(200, """{"app":{"id":"a","displayName":"Shop"}}""")(request);
        });
        using var client = new ParhelionClient(new HttpClient(handler), new ParhelionClientOptions
        {
            Credentials = ParhelionCredentials.SigningKey("app_1", "secret", TimeSpan.FromSeconds(100)),
            TimeProvider = clock,
        });

        foreach (var wait in (int[])[0, 79, 2])
        {
            clock.Advance(TimeSpan.FromSeconds(wait));
            await client.Apps.GetTokenInfoAsync();
        }

        Assert.Equal(tokens[0], tokens[1]);
        Assert.NotEqual(tokens[1], tokens[2]);
    }

    [Fact]
    public void Secrets_are_not_printed()
    {
        ParhelionCredentials[] all = [ParhelionCredentials.Basic("app_1", "s3cret"), ParhelionCredentials.Bearer("s3cret"), ParhelionCredentials.SigningKey("app_1", "s3cret")];
        Assert.All(all, credentials => Assert.DoesNotContain("s3cret", credentials.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_that_cannot_be_keys_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ParhelionCredentials.Basic("app:1", "secret"));
        Assert.Throws<ArgumentException>(() => ParhelionCredentials.Basic("", "secret"));
        Assert.Throws<ArgumentException>(() => ParhelionCredentials.SigningKey("key_1", "secret"));
        Assert.Throws<ArgumentOutOfRangeException>(() => ParhelionCredentials.SigningKey("app_1", "secret", TimeSpan.Zero));
    }

    private static async Task<string> AskAsync(ParhelionServer server, ParhelionCredentials credentials)
    {
        using var client = server.CreateParhelionClient(options => options.Credentials = credentials);
        return (await client.Apps.GetAppAsync(server.AppId)).Id;
    }
}
