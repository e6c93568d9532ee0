using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>Every response to a client that speaks tus has <c>Tus-Resumable</c>, because clients of tus ignore others.</summary>
public sealed class TusVersionTests : IAsyncLifetime
{
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Refusals_have_the_version()
    {
        var path = new Uri(await UploadRequests.CreateTusAsync(server, 5)).AbsolutePath;
        var gone = new Uri(await UploadRequests.CreateTusAsync(server, 5)).AbsolutePath;
        var other = await server.CreateAppAsync("Other", TestContext.Current.CancellationToken);
        using var own = server.CreateClient();
        using var anonymous = server.CreateAnonymousClient();
        using var stranger = server.CreateClient(other.KeyId, other.KeySecret);
        using var wrong = server.CreateClient(server.AppKeyId, "wrong");
        (await UploadRequests.TusAsync(anonymous, "DELETE", gone, null)).Dispose();

        foreach (var (client, method, url, status) in ((HttpClient, string, string, int)[])
        [
            (anonymous, "HEAD", path, 200), (wrong, "HEAD", path, 401), (stranger, "HEAD", path, 403), (anonymous, "HEAD", "/uploads/AAAAAAAAAAAAAAAAAAAAAAAA", 404),
            (anonymous, "PUT", path, 405), (anonymous, "HEAD", gone, 410), (anonymous, "GET", path, 409), (anonymous, "POST", "/uploads/a.b", 404),
            (anonymous, "POST", Uploads.PathOf(server), 401), (stranger, "POST", Uploads.PathOf(server), 403), (own, "PUT", Uploads.PathOf(server), 405),
            (own, "POST", Uploads.PathOf(server), 400), (own, "POST", Uploads.PathOf(server, "access=x"), 400), (anonymous, "HEAD", "/sc" + path, 200),
        ])
        {
            using var answer = await UploadRequests.TusAsync(client, method, url, null);
            Assert.Equal((method, url, status, "1.0.0"), (method, url, (int)answer.StatusCode, UploadRequests.HeaderOf(answer, "Tus-Resumable")));
        }
    }

    [Fact]
    public async Task Other_clients_do_not_get_it()
    {
        using var anonymous = server.CreateAnonymousClient();
        using var answer = await UploadRequests.SendAsync(anonymous, "HEAD", "/uploads/AAAAAAAAAAAAAAAAAAAAAAAA", null);

        Assert.Equal((404, null), ((int)answer.StatusCode, UploadRequests.HeaderOf(answer, "Tus-Resumable")));
    }
}
