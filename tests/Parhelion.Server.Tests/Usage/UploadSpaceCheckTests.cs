using System.Net;
using System.Text;
using Parhelion.Server.Tests.Homes;
using Parhelion.Server.Tests.Resumable;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Usage;

/// <summary>What the whole installation may store: uploads stop with 507, deletions do not.</summary>
public sealed class UploadSpaceCheckTests
{
    private static readonly byte[] Large = Encoding.ASCII.GetBytes(new string('x', 600_000));

    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresDisk)]
    public async Task Uploads_stop_at_the_total_and_go_on_after_a_deletion(HomeKind kind)
    {
        await using var home = await Home.OpenAsync(kind);
        await using var server = await StartAsync(home, "Limits:TotalBytes", "1000000");
        using var client = server.CreateClient();
        var first = await Uploads.UploadAsync(server, Large, "a.txt");

        using (var refused = await Uploads.PostAsync(server, new ByteArrayContent(Large), "b.txt"))
        {
            Assert.Equal((507, "Not enough storage space; nothing was stored"), ((int)refused.StatusCode, await Uploads.TitleOfAsync(refused)));
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        using (var resumable = await UploadRequests.TusAsync(
            client, "POST", Uploads.PathOf(server), Large, ("Upload-Length", $"{Large.Length}"), ("Upload-Metadata", UploadRequests.Metadata("a.txt"))))
        {
            Assert.Equal(507, (int)resumable.StatusCode);
        }

        // An upload that is stored while the total is read counts twice until the next reading.
        await Uploads.WaitAsync(
            async () =>
            {
                using var small = await Uploads.PostAsync(server, new ByteArrayContent(Uploads.Png), "c.png");
                return small.StatusCode == HttpStatusCode.Created;
            },
            () => "A small upload is refused though there is space.");
        using (var removed = await Uploads.RemoveAsync(server, first)) Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        await Uploads.WaitAsync(
            async () =>
            {
                using var again = await Uploads.PostAsync(server, new ByteArrayContent(Large), "b.txt");
                return again.StatusCode == HttpStatusCode.Created;
            },
            () => "Uploads are still refused after the deletion.");
    }

    [Fact]
    public async Task What_is_stored_already_counts_after_a_restart()
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
        await using (var before = await StartAsync(home, "Limits:TotalBytes", "1000000")) await Uploads.UploadAsync(before, Large, "a.txt");
        await using var server = await StartAsync(home, "Limits:TotalBytes", "1000000");

        await Uploads.WaitAsync(
            async () =>
            {
                using var refused = await Uploads.PostAsync(server, new ByteArrayContent(Large), "x.nope");
                return (int)refused.StatusCode == 507;
            },
            () => "The server does not know what is stored.");
    }

    [Fact]
    public async Task Uploads_leave_space_on_the_disk_and_deletions_do_not_need_it()
    {
        await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
        string url;
        await using (var before = await StartAsync(home, "Limits:FreeBytes", "1")) url = await Uploads.UploadAsync(before, Uploads.Png, "a.png");
        await using var server = await StartAsync(home, "Limits:FreeBytes", $"{long.MaxValue}");

        using var refused = await Uploads.PostAsync(server, new ByteArrayContent(Uploads.Png), "b.png");
        using var removed = await Uploads.RemoveAsync(server, url);

        Assert.Equal((507, 200), ((int)refused.StatusCode, (int)removed.StatusCode));
    }

    private static Task<ParhelionServer> StartAsync(Home home, string setting, string value) => ParhelionServer.StartAsync(
        options =>
        {
            home.Configure(options);
            options.Settings["MediaBaseUrl"] = "http://media.example";
            options.Settings[setting] = value;
        },
        TestContext.Current.CancellationToken);
}
