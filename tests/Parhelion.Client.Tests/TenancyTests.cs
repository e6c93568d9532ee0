using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Apps and keys, against the real server.</summary>
public sealed class TenancyTests
{
    [Fact]
    public async Task Apps_are_created_changed_listed_and_deleted()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionAccountClient();

        var app = await client.Apps.CreateAppAsync(new AppCreateBody
        {
            DisplayName = "Shop",
            Settings = new AppSettings { ConversationRetentionSeconds = 3600 },
            Metadata = new Metadata { ["tier"] = "gold", ["visits"] = 3, ["vip"] = true },
        });
        Assert.Equal(("Shop", 3600, "gold"), (app.DisplayName, app.Settings!.ConversationRetentionSeconds, app.Metadata!["tier"].GetString()));
        Assert.Equal(app.Id, (await client.Apps.GetAppAsync(app.Id)).Id);

        var changed = await client.Apps.UpdateAppAsync(app.Id, new AppUpdateBody { DisplayName = "Store", FieldsToClear = [AppField.Metadata] });
        Assert.Equal("Store", changed.DisplayName);
        Assert.Equal(3600, changed.Settings!.ConversationRetentionSeconds);
        Assert.True(changed.Metadata is null or { Count: 0 });

        var ids = await client.Apps.ListAppsAsync(page: new PageRequest { Size = 1 }).Select(found => found.Id).ToListAsync();
        Assert.Equal([server.AppId, app.Id], ids);

        await client.Apps.DeleteAppAsync(app.Id);
        var gone = await Assert.ThrowsAsync<ParhelionException>(() => client.Apps.GetAppAsync(app.Id));
        Assert.Equal((404, ProblemCodes.AppNotFound), (gone.Status, gone.Code));
    }

    [Fact]
    public async Task A_list_of_apps_may_come_without_meta()
    {
        var handler = new ScriptedHandler(ScriptedHandler.Says(200, """{"apps":[{"id":"a","displayName":"Shop"}]}"""));
        using var client = new ParhelionClient(new HttpClient(handler), new ParhelionClientOptions { Credentials = ParhelionCredentials.None });

        Assert.Equal(["a"], await client.Apps.ListAppsAsync().Select(app => app.Id).ToListAsync());
        Assert.Equal(1, handler.Attempts);
    }

    [Fact]
    public async Task Keys_open_until_they_are_deleted()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionAccountClient();

        var key = await client.Keys.CreateAppKeyAsync(server.AppId, "till");
        Assert.Equal(key, await client.Keys.GetAppKeyAsync(server.AppId, key.Id));
        Assert.Contains(key, await client.Keys.ListAppKeysAsync(server.AppId));
        using var till = server.CreateParhelionClient(options => options.Credentials = ParhelionCredentials.SigningKey(key.Id, key.Secret));
        Assert.Equal(server.AppId, (await till.Apps.GetTokenInfoAsync()).Id);

        await client.Keys.DeleteAppKeyAsync(server.AppId, key.Id);
        var closed = await Assert.ThrowsAsync<ParhelionException>(() => till.Apps.GetTokenInfoAsync());
        Assert.Equal((401, ProblemCodes.Unauthorized), (closed.Status, closed.Code));
    }

    [Fact]
    public async Task Several_faults_are_all_told()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionAccountClient();

        var refused = await Assert.ThrowsAsync<ParhelionException>(() => client.Apps.CreateAppAsync(new AppCreateBody
        {
            DisplayName = "",
            Settings = new AppSettings { ConversationRetentionSeconds = -1 },
        }));

        Assert.Equal(400, refused.Status);
        Assert.Equal(2, refused.Errors.Count);
        Assert.All(refused.Errors, error => Assert.Contains(error.Title, refused.Message, StringComparison.Ordinal));
    }
}
