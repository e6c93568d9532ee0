using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Server.Setup;
using Parhelion.Server.Tests.Faults;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>Keys of the account: those of the settings go with them, all can be listed and deleted, and what a key signed ends with it.</summary>
public sealed class AccountKeyTests : IDisposable
{
    private const string FirstId = "act_0123456789abcdef01234567";
    private const string SecondId = "act_76543210fedcba9876543210";

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-keys-").FullName;
    private readonly LogLines log = new();

    public void Dispose()
    {
        Directory.Delete(directory, recursive: true);
        log.Dispose();
    }

    [Fact]
    public async Task Pair_of_earlier_settings_opens_nothing_any_more()
    {
        var (first, second) = (new string('a', 40), new string('b', 40));
        string link;
        // The first run makes an app; the pair of the settings comes after it.
        await using (await StartAsync()) { }
        await using (var server = await StartAsync((FirstId, first)))
        {
            Assert.Equal(200, await StatusAsync(server, FirstId, first));
            link = await LinkAsync(server, FirstId, first);
            Assert.Equal(200, await FetchAsync(server, link));
        }

        await using (await StartAsync((FirstId, first))) { }
        Assert.DoesNotContain("Deleted account key", log.ToString(), StringComparison.Ordinal);
        await using (var server = await StartAsync((SecondId, second)))
        {
            Assert.Equal(401, await StatusAsync(server, FirstId, first));
            Assert.Equal(200, await StatusAsync(server, SecondId, second));
            Assert.NotEqual(200, await FetchAsync(server, link));
        }

        await using (var server = await StartAsync((SecondId, first)))
        {
            Assert.Equal(401, await StatusAsync(server, SecondId, second));
            Assert.Equal(200, await StatusAsync(server, SecondId, first));
        }

        await using (var server = await StartAsync())
        {
            Assert.Equal(401, await StatusAsync(server, SecondId, first));
            Assert.Equal(200, await StatusAsync(server, server.AccountKeyId, server.AccountKeySecret));
        }

        Assert.Contains($"Deleted account key {FirstId}", log.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Deleted account key {SecondId}", log.ToString(), StringComparison.Ordinal);
    }

    // Nothing but the pair of the settings was there: the server begins anew, and the operator has credentials.
    [Fact]
    public async Task Operator_is_not_locked_out_when_the_only_pair_leaves_the_settings()
    {
        await using (await ParhelionHost.BuildAsync(
            [
                "--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={directory}",
                $"--Parhelion:Bootstrap:AccountKeyId={FirstId}", $"--Parhelion:Bootstrap:AccountKeySecret={new string('a', 40)}",
            ],
            cancellationToken: TestContext.Current.CancellationToken)) { }

        await using var server = await StartAsync();

        Assert.Equal(401, await StatusAsync(server, FirstId, new string('a', 40)));
        Assert.Equal(200, await StatusAsync(server, server.AccountKeyId, server.AccountKeySecret));
    }

    [Fact]
    public async Task Keys_are_made_listed_and_deleted_over_the_api()
    {
        await using var server = await StartAsync();
        using var account = server.CreateAccountClient();
        using var app = server.CreateClient();

        var made = await MakeAsync(account, "Deploy");
        var (id, secret) = (made.GetProperty("id").GetString()!, made.GetProperty("secret").GetString()!);
        Assert.Equal(200, await StatusAsync(server, id, secret));
        var link = await LinkAsync(server, id, secret);
        Assert.Equal(200, await FetchAsync(server, link));

        var list = await account.GetStringAsync("/v2/account/keys", TestContext.Current.CancellationToken);
        Assert.Contains(id, list, StringComparison.Ordinal);
        Assert.Contains(server.AccountKeyId, list, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", list, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await account.GetStringAsync($"/v2/account/keys/{id}", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.Equal(403, (int)(await app.GetAsync("/v2/account/keys", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(403, await DeleteAsync(app, id));
        Assert.Equal(404, await DeleteAsync(account, server.AppKeyId));
        Assert.Equal(200, await DeleteAsync(account, id));
        Assert.Equal(401, await StatusAsync(server, id, secret));
        Assert.NotEqual(200, await FetchAsync(server, link));
        Assert.Equal(404, await DeleteAsync(account, id));
        Assert.Equal(400, await DeleteAsync(account, server.AccountKeyId));
        Assert.Equal(200, await StatusAsync(server, server.AccountKeyId, server.AccountKeySecret));
    }

    [Fact]
    public async Task There_are_ten_keys_at_most()
    {
        await using var server = await StartAsync();
        using var account = server.CreateAccountClient();
        for (var i = 1; i < 10; i++) await MakeAsync(account, $"{i}");

        using var eleventh = await account.PostAsJsonAsync("/v2/account/keys", new { displayName = "one more" }, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)eleventh.StatusCode);
    }

    [Fact]
    public async Task Verb_works_beside_a_running_server_that_refuses_a_deleted_key_within_seconds()
    {
        await using var server = await StartAsync();
        string[] where = [$"--Parhelion:DataDirectory={directory}"];

        var created = await ServerProcess.RunAsync(["keys", "create", "Night shift", .. where]);
        Assert.True(created.ExitCode == 0, created.Output);
        var (id, secret) = (created.Output.Split()[2], created.Output.Split('\n')[1].Split(' ')[^1].Trim());
        Assert.Equal(200, await StatusAsync(server, id, secret));
        Assert.Contains($"{id}  Night shift", (await ServerProcess.RunAsync(["keys", "list", .. where])).Output, StringComparison.Ordinal);

        var deleted = await ServerProcess.RunAsync(["keys", "delete", id, .. where]);

        Assert.True(deleted.ExitCode == 0, deleted.Output);
        await Uploads.WaitAsync(async () => await StatusAsync(server, id, secret) == 401, () => "The key still opens the account.", seconds: 20);
        Assert.Equal(1, (await ServerProcess.RunAsync(["keys", "delete", id, .. where])).ExitCode);
        Assert.Equal(2, (await ServerProcess.RunAsync(["keys", "burn", .. where])).ExitCode);
    }

    private static async Task<JsonElement> MakeAsync(HttpClient account, string displayName)
    {
        using var response = await account.PostAsJsonAsync("/v2/account/keys", new { displayName }, TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("key");
    }

    private static async Task<int> DeleteAsync(HttpClient client, string id)
    {
        using var response = await client.DeleteAsync($"/v2/account/keys/{id}", TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static async Task<int> StatusAsync(ParhelionServer server, string id, string secret)
    {
        using var client = server.CreateClient(id, secret);
        using var response = await client.GetAsync("/v2/apps", TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    // A private file, and a link to it that this key has signed.
    private static async Task<string> LinkAsync(ParhelionServer server, string id, string secret)
    {
        using var client = server.CreateClient(id, secret);
        using var form = new MultipartFormDataContent { { new StringContent("private"), "source", "private.txt" } };
        using var stored = await client.PostAsync($"/v2/apps/{server.AppId}/attachments?access=private", form, TestContext.Current.CancellationToken);
        var attachment = await stored.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var mediaUrl = attachment.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
        using var signed = await client.PostAsJsonAsync(
            $"/v2/apps/{server.AppId}/attachments/links", new { mediaUrl, expiresIn = 600 }, TestContext.Current.CancellationToken);
        var link = await signed.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return new Uri(link.GetProperty("link").GetProperty("url").GetString()!).PathAndQuery;
    }

    private static async Task<int> FetchAsync(ParhelionServer server, string pathAndQuery)
    {
        using var client = server.CreateAnonymousClient();
        using var response = await client.GetAsync(pathAndQuery, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private Task<ParhelionServer> StartAsync((string Id, string Secret)? configured = null) => ParhelionServer.StartAsync(
        options =>
        {
            options.DataDirectory = directory;
            if (configured is var (id, secret))
            {
                options.Settings["Bootstrap:AccountKeyId"] = id;
                options.Settings["Bootstrap:AccountKeySecret"] = secret;
            }

            options.ConfigureServices = services => services.AddLogging(logging => logging.AddProvider(log));
        },
        TestContext.Current.CancellationToken);
}
