using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Private;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Links;

/// <summary>Upload links over two nodes that share PostgreSQL: one count, one end.</summary>
public sealed class UploadLinkNodesTests : IAsyncLifetime
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
    public async Task A_hundred_uploads_at_once_to_two_nodes_store_five_files()
    {
        using var app = PrivateApp.Of(first);
        using var here = first.CreateAnonymousClient();
        using var there = second.CreateAnonymousClient();
        var path = new Uri(await LinkedUploads.CreateAsync(app, new { access = "public", maxUploads = 5 })).AbsolutePath;

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => LinkedUploads.TryAsync(i % 2 == 0 ? here : there, path)));

        Assert.Equal([(201, null, 5), (410, "upload_gone", 95)], results.GroupBy(result => result).Select(group => (group.Key.Status, group.Key.Code, group.Count())).Order());
    }

    [Fact]
    public async Task Key_deleted_on_one_node_ends_its_links_on_the_other()
    {
        using var app = PrivateApp.Of(first);
        using var there = second.CreateAnonymousClient();
        var (other, keyId) = await app.WithNewKeyAsync();
        using var owner = other;
        var path = new Uri(await LinkedUploads.CreateAsync(owner, new { access = "public", maxUploads = 100 })).AbsolutePath;
        Assert.Equal((201, null), await LinkedUploads.TryAsync(there, path));

        await app.DeleteKeyAsync(keyId);

        (int Status, string? Code) result = default;
        await Uploads.WaitAsync(async () => (result = await LinkedUploads.TryAsync(there, path)).Status != 201, () => "The other node still takes uploads.");
        Assert.Equal((410, "upload_gone"), result);
    }
}
