using System.Net.Http.Json;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Links;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Usage;

/// <summary>The quota of an app over two nodes that share PostgreSQL.</summary>
public sealed class QuotaNodesTests : IAsyncLifetime
{
    private Home home = null!;
    private ParhelionServer first = null!;
    private ParhelionServer second = null!;

    public async ValueTask InitializeAsync()
    {
        home = await Home.OpenAsync(HomeKind.PostgresDisk);
        first = await ParhelionServer.StartAsync(home.Configure, TestContext.Current.CancellationToken);
        second = await ParhelionServer.StartAsync(home.ConfigureAnotherNode, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (second is not null) await second.DisposeAsync();
        if (first is not null) await first.DisposeAsync();
        if (home is not null) await home.DisposeAsync();
    }

    [Fact]
    public async Task A_hundred_uploads_at_once_to_two_nodes_store_as_many_files_as_the_quota_allows()
    {
        using var here = first.CreateClient();
        using var there = second.CreateClient();
        using var changed = await here.PatchAsJsonAsync(
            $"/v2/apps/{first.AppId}", new { settings = new { attachmentsQuotaCount = 1000, attachmentsQuotaBytes = (9 * Uploads.Png.Length) + 1 } }, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)changed.StatusCode);

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => LinkedUploads.TryAsync(i % 2 == 0 ? here : there, Uploads.PathOf(first))));

        Assert.Equal([(201, null, 9), (413, "quota_exceeded", 91)], results.GroupBy(result => result).Select(group => (group.Key.Status, group.Key.Code, group.Count())).Order());
        Assert.Contains("\"usage\":{\"count\":9,", await there.GetStringAsync($"/v2/apps/{first.AppId}/attachments/usage", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
