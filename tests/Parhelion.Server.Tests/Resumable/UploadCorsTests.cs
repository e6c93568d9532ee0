using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>Pages of every origin may use what is below <c>/uploads</c>, and nothing below <c>/v2</c>.</summary>
public sealed class UploadCorsTests
{
    private static readonly (string, string) Origin = ("Origin", "https://shop.example");

    [Fact]
    public async Task Every_answer_of_an_upload_can_be_read_by_a_page()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var anonymous = server.CreateAnonymousClient();
        var url = await UploadRequests.CreateTusAsync(server, 5);

        using var asked = await UploadRequests.SendAsync(anonymous, "OPTIONS", url, null, Origin, ("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "tus-resumable,upload-offset"));
        Assert.Equal(204, (int)asked.StatusCode);
        Assert.Contains("PATCH", UploadRequests.HeaderOf(asked, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Equal("86400", UploadRequests.HeaderOf(asked, "Access-Control-Max-Age"));
        var allowed = UploadRequests.HeaderOf(asked, "Access-Control-Allow-Headers")!;
        Assert.All((string[])["Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Metadata", "Upload-Complete", "Upload-Checksum", "Content-Type", "Content-Disposition"], name => Assert.Contains(name, allowed, StringComparison.Ordinal));
        Assert.DoesNotContain("Authorization", allowed, StringComparison.OrdinalIgnoreCase);

        foreach (var (method, path, name, value) in ((string, string, string, string)[])
        [
            ("HEAD", url, "Tus-Resumable", "1.0.0"), ("HEAD", url, "Tus-Resumable", "9"), ("HEAD", url + "x", "Tus-Resumable", "1.0.0"), ("PUT", url, "X", "y"),
            ("GET", url, "X", "y"), ("GET", url, "X", new string('y', 120_000)), ("GET", "/sc" + new Uri(url).AbsolutePath, "X", "y"),
        ])
        {
            using var answer = await UploadRequests.SendAsync(anonymous, method, path, null, Origin, (name, value));
            Assert.Equal((method, "*"), (method, UploadRequests.HeaderOf(answer, "Access-Control-Allow-Origin")));
            Assert.Contains("Upload-Media-Url", UploadRequests.HeaderOf(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
            Assert.Null(UploadRequests.HeaderOf(answer, "Access-Control-Allow-Credentials"));
        }
    }

    [Fact]
    public async Task Path_with_credentials_has_none()
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = server.CreateClient();
        using var asked = await UploadRequests.SendAsync(client, "OPTIONS", Uploads.PathOf(server), null, Origin);
        using var created = await UploadRequests.TusAsync(client, "POST", Uploads.PathOf(server), null, Origin, ("Upload-Length", "5"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));

        Assert.All([asked, created], answer => Assert.Null(UploadRequests.HeaderOf(answer, "Access-Control-Allow-Origin")));
        Assert.Equal(201, (int)created.StatusCode);
    }
}
