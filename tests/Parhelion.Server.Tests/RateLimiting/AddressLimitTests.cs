namespace Parhelion.Server.Tests.RateLimiting;

/// <summary>The limits of addresses: whose address counts, and who is spared.</summary>
public sealed class AddressLimitTests
{
    private const string Address = "203.0.113.7";

    [Fact]
    public async Task Addresses_are_counted_one_by_one_and_ipv6_by_network()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Address:ReadsPerMinute", "2"));

        Assert.Equal((401, 401, 429), (await AskAsync("2001:db8::1"), await AskAsync("2001:db8::ffff:0:0:2"), await AskAsync("2001:db8::3")));
        Assert.Equal((401, 401, 429), (await AskAsync(Address), await AskAsync($"::ffff:{Address}"), await AskAsync(Address)));
        Assert.Equal((401, 401), (await AskAsync("2001:db8:0:1::1"), await AskAsync("203.0.113.8")));
        limited.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((401, 429), (await AskAsync(Address), await AskAsync(Address)));
        Assert.Empty(limited.Warnings);

        Task<int> AskAsync(string address) => limited.StatusAsync("GET", limited.AppPath, address);
    }

    [Fact]
    public async Task A_caller_with_a_key_is_not_refused_because_of_its_neighbours()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Address:ReadsPerMinute", "1"));

        Assert.Equal((401, 429), (await limited.StatusAsync("GET", limited.AppPath, Address), await limited.StatusAsync("GET", limited.AppPath, Address)));
        Assert.Equal(200, await limited.StatusAsync("GET", limited.AppPath, Address, limited.Key));
    }

    [Fact]
    public async Task Unknown_routes_count_and_health_checks_do_not()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Address:ReadsPerMinute", "1"));

        Assert.Equal((404, 429), (await limited.StatusAsync("GET", "/v2/nothing", Address), await limited.StatusAsync("GET", "/uploads/0123456789abcdef01234567", Address)));
        Assert.Equal((200, 200), (await limited.StatusAsync("GET", "/healthz", Address), await limited.StatusAsync("GET", "/readyz", Address)));
    }

    // All clients of a proxy on this machine that is not trusted would share its address.
    [Fact]
    public async Task An_address_that_a_local_proxy_hides_has_no_limit()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Address:ReadsPerMinute", "1"), ("Proxy:Trusted", ""));

        for (var i = 0; i < 3; i++) Assert.Equal(401, await limited.StatusAsync("GET", limited.AppPath, Address));
        Assert.Equal((401, 429), (await limited.StatusAsync("GET", limited.AppPath), await limited.StatusAsync("GET", limited.AppPath)));
    }

    [Fact]
    public async Task The_log_has_one_line_a_minute_without_addresses()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Address:ReadsPerMinute", "1"));

        for (var i = 0; i < 5; i++) await limited.StatusAsync("GET", limited.AppPath, Address);

        Assert.Equal(1, limited.Log.Split("rate limit address-reads (1 per minute)").Length - 1);
        Assert.DoesNotContain(Address, limited.Log, StringComparison.Ordinal);
    }
}
