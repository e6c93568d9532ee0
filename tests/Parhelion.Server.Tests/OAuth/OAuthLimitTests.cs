using System.Text;
using Parhelion.Server.Tests.RateLimiting;

namespace Parhelion.Server.Tests.OAuth;

/// <summary>Who guesses the secret of a client is slowed down as everybody who guesses a key.</summary>
public sealed class OAuthLimitTests
{
    private const string Address = "203.0.113.7";

    [Fact]
    public async Task Wrong_client_secrets_count_as_wrong_credentials()
    {
        await using var limited = await LimitedServer.StartAsync(
            ("RateLimit:Address:WrongCredentialsPerMinute", "3"), ("OAuth:Clients:0:Id", "bot"), ("OAuth:Clients:0:Secret", "0123456789abcdef"), ("OAuth:Clients:0:RedirectUris:0", "https://bot.example/"));
        for (var i = 0; i < 3; i++)
        {
            using var wrong = await limited.SendAsync("POST", "/oauth/token", Address, body: Body($"wrong {i}"));
            Assert.Equal(401, (int)wrong.StatusCode);
        }

        using var refused = await limited.AdvanceUntilAsync(limited.SendAsync("POST", "/oauth/token", Address, body: Body("wrong")));
        using var right = await limited.SendAsync("POST", "/oauth/token", Address, body: Body("0123456789abcdef"));

        Assert.Equal((429, 400), ((int)refused.StatusCode, (int)right.StatusCode));
        Assert.Equal(401, await limited.StatusAsync("GET", limited.AppPath, "203.0.113.8", LimitedServer.BasicOf("app_000000000000000000000000", "wrong")));
        Assert.Empty(limited.Warnings);
    }

    private static StringContent Body(string secret) =>
        new($$"""{"code":"x","grant_type":"authorization_code","client_id":"bot","client_secret":"{{secret}}"}""", Encoding.UTF8, "application/json");
}
