using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Catalog;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Verbs;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Usage;

/// <summary><c>verify</c> finds a usage that is wrong, and corrects it when asked to, also while the server runs.</summary>
public sealed class UsageRepairTests
{
    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task Wrong_usage_is_found_and_corrected_when_asked_for(HomeKind kind)
    {
        await using var home = await Home.OpenAsync(kind);
        await using var server = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++) await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        await Uploads.UploadAsync(server, "text"u8.ToArray(), "a.txt");
        Assert.Equal(0, (await VerifyAsync(home)).ExitCode);
        // What somebody does to the rows by hand is not counted.
        await server.Services.GetRequiredService<Database>().WriteAsync(
            async session =>
            {
                await session.Sql("DELETE FROM attachments WHERE media_type = 'text/plain'").ExecuteAsync();
                await session.Sql("UPDATE attachments SET size = 20 WHERE id = (SELECT MIN(id) FROM attachments)").ExecuteAsync();
                return true;
            },
            TestContext.Current.CancellationToken);

        var found = await VerifyAsync(home);
        Assert.Equal(1, found.ExitCode);
        Assert.Contains($"wrong usage: app {server.AppId}, image/png: 0 attachments and +4 bytes compared with the recorded usage", found.Output, StringComparison.Ordinal);
        Assert.Contains($"wrong usage: app {server.AppId}, text/plain: -1 attachments and -4 bytes compared with the recorded usage", found.Output, StringComparison.Ordinal);
        Assert.Contains("verify --repair-usage", found.Output, StringComparison.Ordinal);
        Assert.Contains("\"usage\":{\"count\":4,\"bytes\":52,", await UsageAsync(server), StringComparison.Ordinal);

        var corrected = await VerifyAsync(home, "--repair-usage");
        Assert.Contains("corrected usage: app", corrected.Output, StringComparison.Ordinal);
        Assert.Contains("2 differences in the usage of apps were corrected", corrected.Output, StringComparison.Ordinal);
        Assert.Contains("\"usage\":{\"count\":3,\"bytes\":52,\"byMediaType\":[{\"mediaType\":\"image/png\",\"count\":3,\"bytes\":52}]", await UsageAsync(server), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong usage", (await VerifyAsync(home)).Output, StringComparison.Ordinal);
        Assert.Contains("0 differences in the usage of apps were corrected", (await VerifyAsync(home, "--repair-usage")).Output, StringComparison.Ordinal);
    }

    private static Task<VerbRun> VerifyAsync(Home home, params string[] options) => VerbRun.OfAsync(
        ["verify", .. options, $"--Parhelion:DataDirectory={home.Directory}", .. home.Settings.Select(setting => $"--Parhelion:{setting.Key}={setting.Value}")]);

    private static async Task<string> UsageAsync(ParhelionServer server)
    {
        using var client = server.CreateClient();
        return await client.GetStringAsync($"/v2/apps/{server.AppId}/attachments/usage", TestContext.Current.CancellationToken);
    }
}
