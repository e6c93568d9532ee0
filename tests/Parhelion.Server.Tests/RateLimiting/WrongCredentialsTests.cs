using Microsoft.Extensions.DependencyInjection;
using Parhelion.Server.RateLimiting;
using Parhelion.Server.Tests.Private;
using Parhelion.Server.Tests.Resumable;

namespace Parhelion.Server.Tests.RateLimiting;

/// <summary>Wrong credentials are slowed down, right ones are not.</summary>
public sealed class WrongCredentialsTests
{
    private const string Address = "203.0.113.7";

    private static readonly (string, string) Limit = ("RateLimit:Address:WrongCredentialsPerMinute", "3");
    private static readonly string Wrong = LimitedServer.BasicOf("app_000000000000000000000000", "wrong");

    [Fact]
    public async Task Wrong_credentials_beyond_the_limit_wait_for_a_refusal()
    {
        await using var limited = await LimitedServer.StartAsync(Limit);
        for (var i = 0; i < 3; i++) Assert.Equal(401, await limited.StatusAsync("GET", limited.AppPath, Address, Wrong));

        var waiting = limited.SendAsync("GET", limited.AppPath, Address, Wrong);

        // The clock stands still, so that the refusal cannot come. Meanwhile the same address is served with the right key, and so are others.
        for (var i = 0; i < 10; i++) Assert.Equal(200, await limited.StatusAsync("GET", limited.AppPath, Address, limited.Key));
        Assert.Equal(401, await limited.StatusAsync("GET", limited.AppPath, "203.0.113.8", Wrong));
        Assert.False(waiting.IsCompleted);
        using var refused = await limited.AdvanceUntilAsync(waiting);
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal("Too many wrong credentials from this address", await Uploads.TitleOfAsync(refused));
        Assert.Equal(("20", "\"address-wrong-credentials\";r=0;t=20"), (UploadRequests.HeaderOf(refused, "Retry-After"), UploadRequests.HeaderOf(refused, "RateLimit")));
        limited.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(401, await limited.StatusAsync("GET", limited.AppPath, Address, Wrong));
        Assert.Empty(limited.Warnings);
    }

    [Theory]
    [InlineData("Bearer x.y.z")]
    [InlineData("Basic !!!")]
    [InlineData("Digest x")]
    public async Task Every_kind_of_wrong_credentials_counts(string wrong)
    {
        await using var limited = await LimitedServer.StartAsync(Limit);
        for (var i = 0; i < 3; i++) Assert.Equal(401, await limited.StatusAsync("GET", limited.AppPath, Address, wrong));

        using var refused = await limited.AdvanceUntilAsync(limited.SendAsync("GET", limited.AppPath, Address, wrong));

        Assert.Equal(429, (int)refused.StatusCode);
    }

    [Fact]
    public async Task Uploads_and_private_files_count_too()
    {
        await using var limited = await LimitedServer.StartAsync(Limit);
        using var app = PrivateApp.Of(limited.Server);
        var media = new Uri(await app.UploadAsync()).AbsolutePath;
        var upload = new Uri(await UploadRequests.CreateTusAsync(limited.Server, 5)).AbsolutePath;

        Assert.Equal((401, 403, 401), (await limited.StatusAsync("HEAD", upload, Address, Wrong), await limited.StatusAsync("GET", media, Address, Wrong), await limited.StatusAsync("GET", limited.AppPath, Address, Wrong)));
        foreach (var path in (string[])[upload, media])
        {
            using var refused = await limited.AdvanceUntilAsync(limited.SendAsync("GET", path, Address, Wrong));
            Assert.Equal((path, 429), (path, (int)refused.StatusCode));
        }

        Assert.Equal(200, await limited.StatusAsync("GET", media, Address, limited.Key));
    }

    [Fact]
    public async Task An_address_with_many_connections_gets_no_more_refusals_a_second()
    {
        await using var limited = await LimitedServer.StartAsync(Limit);
        var limit = limited.Server.Services.GetRequiredService<WrongCredentialsLimit>();
        for (var i = 0; i < 3; i++) await limited.StatusAsync("GET", limited.AppPath, Address, Wrong);

        var all = Enumerable.Range(0, 3 * WrongCredentialsLimit.RefusalsPerSecond).Select(_ => limited.StatusAsync("GET", limited.AppPath, Address, Wrong)).ToList();

        await Uploads.WaitAsync(() => limit.WaitingOf(Address) == all.Count, () => $"{limit.WaitingOf(Address)} wait");
        for (var second = 1; second <= 3; second++)
        {
            limited.Clock.Advance(TimeSpan.FromSeconds(1));
            await Uploads.WaitAsync(() => all.Count(status => status.IsCompleted) == second * WrongCredentialsLimit.RefusalsPerSecond, () => $"{all.Count(status => status.IsCompleted)} came");
        }

        Assert.All(await Task.WhenAll(all), status => Assert.Equal(429, status));
        Assert.Equal(0, limit.WaitingOf(Address));
    }

    // A page asks for all of its pictures with the token that has just expired.
    [Fact]
    public async Task Media_tokens_that_have_expired_do_not_count()
    {
        await using var limited = await LimitedServer.StartAsync(Limit);
        using var app = PrivateApp.Of(limited.Server);
        var media = new Uri(await app.UploadAsync()).AbsolutePath;
        var token = await app.TokenAsync(app.AppPath);
        limited.Clock.Advance(TimeSpan.FromDays(1));

        for (var i = 0; i < 10; i++) Assert.Equal(403, await limited.StatusAsync("GET", media, Address, $"Bearer {token}"));
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_waits_is_no_error()
    {
        await using var limited = await LimitedServer.StartAsync(Limit);
        for (var i = 0; i < 3; i++) await limited.StatusAsync("GET", limited.AppPath, Address, Wrong);
        using (var client = limited.Server.CreateAnonymousClient())
        {
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            using var request = new HttpRequestMessage(HttpMethod.Get, limited.AppPath);
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", Address);
            request.Headers.TryAddWithoutValidation("Authorization", Wrong);
            var waiting = client.SendAsync(request, leave.Token);
            await Uploads.WaitAsync(() => limited.Log.Contains("address-wrong-credentials", StringComparison.Ordinal), () => limited.Log);
            await leave.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        await limited.Server.StopAsync();
        Assert.Empty(limited.Warnings);
    }
}
