using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Server.Setup;
using Parhelion.Server.Webhooks;

namespace Parhelion.Server.Tests.Webhooks;

/// <summary>When webhooks may call what is not on the public internet.</summary>
public sealed class PrivateTargetTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-targets-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData("http://127.0.0.1:0", "", true)]
    [InlineData("http://127.0.0.1:0", "Bootstrap:AccountKeyId=act_000000000000000000000000 Bootstrap:AccountKeySecret=ssssssssssssssssssssssssssssssssssss", true)]
    [InlineData("http://127.0.0.1:0", "PublicBaseUrl=https://chat.example.org", false)]
    [InlineData("http://127.0.0.1:0", "MediaBaseUrl=https://media.example.org", false)]
    [InlineData("http://127.0.0.1:0", "PublicBaseUrl=https://chat.example.org Webhooks:AllowPrivateTargets=true", true)]
    [InlineData("http://127.0.0.1:0", "Webhooks:AllowPrivateTargets=false", false)]
    [InlineData("http://0.0.0.0:0", "", false)]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0", "", false)]
    public async Task Webhooks_reach_private_addresses_only_when_said_so_or_on_a_first_run_at_home(string urls, string settings, bool isAllowed)
    {
        await using var app = await BuildAsync(urls, settings.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        await app.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(isAllowed, app.Services.GetRequiredService<PrivateAddressPolicy>().AllowsPrivateTargets);
    }

    [Fact]
    public async Task Webhooks_reach_no_private_address_on_a_later_run_nor_behind_a_proxy()
    {
        await using (var first = await BuildAsync("http://127.0.0.1:0"))
        {
            await first.StartAsync(TestContext.Current.CancellationToken);
            var policy = first.Services.GetRequiredService<PrivateAddressPolicy>();
            Assert.True(policy.Allows(new Uri("http://127.0.0.1:3000/hook")));
            using var client = new HttpClient { BaseAddress = new Uri(first.Urls.Single()) };
            using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9");
            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.False(policy.Allows(new Uri("http://127.0.0.1:3000/hook")));
        }

        await using var second = await BuildAsync("http://127.0.0.1:0");
        await second.StartAsync(TestContext.Current.CancellationToken);
        Assert.False(second.Services.GetRequiredService<PrivateAddressPolicy>().Allows(new Uri("http://169.254.169.254/latest")));
    }

    private Task<WebApplication> BuildAsync(string urls, params string[] settings) => ParhelionHost.BuildAsync(
        ["--urls", urls, $"--Parhelion:DataDirectory={directory}", .. settings.Select(setting => $"--Parhelion:{setting}")],
        builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(new StartupBannerPrinter(_ => { }));
        },
        TestContext.Current.CancellationToken);
}
