using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>Uploads that nobody continues end after their time, and so does what is known of them.</summary>
public sealed class UploadExpiryTests
{
    [Fact]
    public async Task Upload_expires_a_day_after_its_last_byte()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var anonymous = server.CreateAnonymousClient();
        var url = await UploadRequests.CreateTusAsync(server, 10);

        server.Clock.Advance(TimeSpan.FromMinutes(59));
        (await UploadRequests.TusAsync(anonymous, "PATCH", url, "hello"u8.ToArray(), ("Upload-Offset", "0"))).Dispose();
        server.Clock.Advance(TimeSpan.FromHours(23));
        using var open = await UploadRequests.TusAsync(anonymous, "HEAD", url, null);
        server.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        using var gone = await UploadRequests.TusAsync(anonymous, "PATCH", url, "world"u8.ToArray(), ("Upload-Offset", "5"));

        Assert.Equal((200, 410), ((int)open.StatusCode, (int)gone.StatusCode));
        var expires = DateTimeOffset.Parse(UploadRequests.HeaderOf(open, "Upload-Expires")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(server.Clock.GetUtcNow() - expires, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Contains("upload_gone", await gone.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Complete_upload_is_known_for_a_day()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var anonymous = server.CreateAnonymousClient();
        var url = await UploadRequests.CreateTusAsync(server, 5);
        (await UploadRequests.TusAsync(anonymous, "PATCH", url, "hello"u8.ToArray(), ("Upload-Offset", "0"))).Dispose();

        server.Clock.Advance(TimeSpan.FromHours(23));
        using var known = await anonymous.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)known.StatusCode);
        server.Clock.Advance(TimeSpan.FromHours(2));
        await Uploads.WaitAsync(
            async () =>
            {
                using var forgotten = await anonymous.GetAsync(url, TestContext.Current.CancellationToken);
                return (int)forgotten.StatusCode == 404;
            },
            () => "The upload is still known.");
        Assert.Single(await Uploads.StoredAsync(server), name => Core.Blobs.BlobKey.TryParse(name, out _));
    }
}
