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
    [InlineData("MaxRetries", "-1", "MaxRetries must be a whole number")]
    [InlineData("KeySecret", null, "KeySecret is required beside KeyId")]
    [InlineData("KeyId", null, "KeyId is required beside KeySecret")]
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
    public async Task Resolving_keeps_no_memory()
    {
        await using var provider = new ServiceCollection().AddParhelionClient(options => options.Credentials = ParhelionCredentials.None).Services.BuildServiceProvider();
        var first = provider.GetRequiredService<ParhelionClient>();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < 100_000; i++)
        {
            using var scope = provider.CreateScope();
            Assert.Same(first, scope.ServiceProvider.GetRequiredService<ParhelionClient>());
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 5_000_000);
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
