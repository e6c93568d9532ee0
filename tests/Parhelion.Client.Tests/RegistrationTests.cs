using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Clients of dependency injection: which options they get, how many there are, and what they leave behind.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public async Task The_last_call_wins_and_the_earlier_ones_still_count()
    {
        var handler = new ScriptedHandler(ScriptedHandler.Says(200, """{"app":{"id":"a","displayName":"Shop"}}"""));
        List<Uri> seen = [];
        var services = new ServiceCollection();
        services.AddParhelionClient(options => (options.Host, options.Credentials) = (new Uri("https://first.example"), ParhelionCredentials.None));
        services.AddParhelionClient(options => options.Host = new Uri("https://second.example")).ConfigurePrimaryHttpMessageHandler(() => new Spy(seen, handler));
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<ParhelionClient>().Apps.GetAppAsync("a");

        Assert.Equal("https://second.example/v2/apps/a", Assert.Single(seen).AbsoluteUri);
    }

    [Fact]
    public async Task A_second_call_keeps_the_handler_of_the_application()
    {
        var handler = new ScriptedHandler(ScriptedHandler.Says(200, """{"app":{"id":"a","displayName":"Shop"}}"""));
        var services = new ServiceCollection();
        services.AddParhelionClient(options => options.Credentials = ParhelionCredentials.None).ConfigurePrimaryHttpMessageHandler(() => handler);
        services.AddKeyedParhelionClient("archive", options => options.Credentials = ParhelionCredentials.None).ConfigurePrimaryHttpMessageHandler(() => handler);
        services.AddParhelionClient(options => options.Host = new Uri("http://127.0.0.1:1"));
        services.AddKeyedParhelionClient("archive", options => options.Host = new Uri("http://127.0.0.1:1"));
        await using var provider = services.BuildServiceProvider();

        Assert.Equal("Shop", (await provider.GetRequiredService<ParhelionClient>().Apps.GetAppAsync("a")).DisplayName);
        Assert.Equal("Shop", (await provider.GetRequiredKeyedService<ParhelionClient>("archive").Apps.GetAppAsync("a")).DisplayName);
    }

    [Fact]
    public async Task Named_clients_have_options_and_handlers_of_their_own()
    {
        await using var server = await ParhelionServer.StartAsync();
        await using var other = await ParhelionServer.StartAsync();
        var services = new ServiceCollection();
        services.AddParhelionClient(options => (options.Host, options.KeyId, options.KeySecret) = (server.Url, server.AppKeyId, server.AppKeySecret));
        services.AddKeyedParhelionClient("archive");
        services.Configure<ParhelionClientOptions>("archive", options => (options.Host, options.KeyId, options.KeySecret) = (other.Url, other.AppKeyId, other.AppKeySecret));
        services.AddSingleton<NeedsArchive>();
        await using var provider = services.BuildServiceProvider();

        Assert.Equal(server.AppId, (await provider.GetRequiredService<ParhelionClient>().Apps.GetTokenInfoAsync()).Id);
        Assert.Equal(other.AppId, (await provider.GetRequiredKeyedService<ParhelionClient>("archive").Apps.GetTokenInfoAsync()).Id);
        Assert.Same(provider.GetRequiredKeyedService<ParhelionClient>("archive"), provider.GetRequiredService<NeedsArchive>().Client);
    }

    [Fact]
    public async Task Options_come_from_the_configuration()
    {
        await using var server = await ParhelionServer.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Parhelion:Host"] = server.Url.AbsoluteUri,
            ["Parhelion:KeyId"] = server.AppKeyId,
            ["Parhelion:KeySecret"] = server.AppKeySecret + "\n",
            ["Parhelion:Timeout"] = "00:00:07",
            ["Parhelion:MaxRetries"] = "1",
        }).Build();
        await using var provider = new ServiceCollection().AddParhelionClient(configuration.GetSection(ParhelionClientOptions.Section)).Services.BuildServiceProvider();

        Assert.Equal(server.AppId, (await provider.GetRequiredService<ParhelionClient>().Apps.GetTokenInfoAsync()).Id);
        var options = provider.GetRequiredService<IOptions<ParhelionClientOptions>>().Value;
        Assert.Equal((TimeSpan.FromSeconds(7), 1), (options.Timeout, options.MaxRetries));
    }

    [Theory]
    [InlineData("Host", "shop.example", "Host must be an absolute http or https URL")]
    [InlineData("Timeout", "soon", "Timeout must be a time")]
    [InlineData("Timeout", "30", "Timeout must be a time as hours:minutes:seconds")]
    [InlineData("Timeout", "49.00:00:01", "Timeout must be at most 49 days")]
    [InlineData("IdleTimeout", "100.00:00:00", "IdleTimeout must be at most 49 days")]
    [InlineData("RetryDelay", "50.00:00:00", "RetryDelay must be at most 49 days")]
    [InlineData("MaxRetryDelay", "10675199.00:00:00", "MaxRetryDelay must be at most 49 days")]
    [InlineData("MaxRetries", "-1", "MaxRetries must be a whole number")]
    [InlineData("KeySecret", null, "KeySecret is required together with KeyId")]
    [InlineData("KeyId", null, "KeyId is required together with KeySecret")]
    public async Task A_host_with_invalid_options_does_not_start(string key, string? value, string expected)
    {
        var settings = new Dictionary<string, string?> { ["Host"] = "https://shop.example", ["KeyId"] = "app_1", ["KeySecret"] = "s3cret", [key] = value };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddParhelionClient(builder.Configuration);
        using var host = builder.Build();

        var fault = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longest_times_that_are_allowed_work()
    {
        var time = TimeSpan.FromDays(49);
        using var client = new ParhelionClient(
            new HttpClient(new ScriptedHandler(ScriptedHandler.Says(200, """{"app":{"id":"a","displayName":"Shop"}}"""))),
            new ParhelionClientOptions { Credentials = ParhelionCredentials.None, Timeout = time, IdleTimeout = time, RetryDelay = time, MaxRetryDelay = time });

        Assert.Equal("Shop", (await client.Apps.GetAppAsync("a")).DisplayName);
    }

    private sealed class NeedsArchive([FromKeyedServices("archive")] ParhelionClient client)
    {
        public ParhelionClient Client => client;
    }

    private sealed class Spy(List<Uri> seen, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen.Add(request.RequestUri!);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
