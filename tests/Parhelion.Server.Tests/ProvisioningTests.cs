using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

public sealed class ProvisioningTests
{
    [Fact]
    public async Task App_is_made_found_changed_and_deleted()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = server.CreateAccountClient();

        var created = await client.PostAsJsonAsync("/v2/apps", new { displayName = "Shop", metadata = new { tier = "gold" } }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var id = (await ReadAsync(created)).GetProperty("app").GetProperty("id").GetString();

        var patched = await client.PatchAsJsonAsync($"/v2/apps/{id}", new { displayName = "Store" }, TestContext.Current.CancellationToken);
        Assert.Equal(
            $$$$"""{"app":{"id":"{{{{id}}}}","displayName":"Store","settings":{},"metadata":{"tier":"gold"}}}""",
            await patched.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        var deleted = await client.DeleteAsync($"/v2/apps/{id}", TestContext.Current.CancellationToken);
        Assert.Equal("{}", await deleted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var gone = await client.GetAsync($"/v2/apps/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(
            """{"errors":[{"code":"app_not_found","title":"App not found"}]}""",
            await gone.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
}
