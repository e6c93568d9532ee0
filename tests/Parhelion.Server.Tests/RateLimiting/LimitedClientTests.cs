using Parhelion.Server.Tests.Resumable;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.RateLimiting;

/// <summary>The .NET client waits as long as a limit says.</summary>
public sealed class LimitedClientTests
{
    private readonly TestClock clock = new();

    [Theory]
    [InlineData(1, "POST")]
    [InlineData(1_000_000, "OPTIONS POST HEAD PATCH")]
    public async Task The_client_waits_and_uploads_again(int size, string requests)
    {
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                options.TimeProvider = clock;
                options.Settings["RateLimit:Enabled"] = "true";
                options.Settings["RateLimit:Key:UploadsPerMinute"] = "4";
            },
            TestContext.Current.CancellationToken);
        using var client = server.CreateParhelionClient(options => (options.TimeProvider, options.ResumableUploadThreshold) = (clock, 500_000));
        for (var i = 0; i < 4; i++) await UploadAsync(client, server, 1);
        server.ClearRequests();
        var begin = clock.GetUtcNow();

        var upload = UploadAsync(client, server, size);
        await Uploads.WaitAsync(() => Advanced(upload), () => string.Join('\n', server.Requests));

        await upload;
        Assert.Contains(server.Requests, request => request.Status == 429);
        Assert.Equal(requests.Split(' '), server.Requests.Where(request => request.Status < 300).Select(request => request.Method));
        Assert.InRange(clock.GetUtcNow() - begin, TimeSpan.FromSeconds(14), TimeSpan.FromHours(1));
    }

    private bool Advanced(Task upload)
    {
        if (!upload.IsCompleted) clock.Advance(TimeSpan.FromMilliseconds(500));
        return upload.IsCompleted;
    }

    private static Task<Attachment> UploadAsync(ParhelionClient client, ParhelionServer server, int size) => client.Attachments.UploadAttachmentAsync(
        server.AppId, AttachmentAccess.Public, UploadRequests.Text(size), "a.txt", cancellationToken: TestContext.Current.CancellationToken);
}
