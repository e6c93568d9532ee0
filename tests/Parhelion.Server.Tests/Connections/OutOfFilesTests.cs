using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Core.Blobs;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Connections;

/// <summary>No file can be opened any more.</summary>
public sealed class OutOfFilesTests
{
    [Fact]
    public async Task Requests_are_refused_for_a_while_and_the_log_says_so_once()
    {
        var loud = new LoudLines();
        FileLessBlobStore? store = null;
        await using var server = await ParhelionServer.StartAsync(
            options => options.ConfigureServices = services => services.AddLogging(logging => logging.AddProvider(loud)).AddSingleton<IBlobStore>(
                all => store = new FileLessBlobStore(new DiskBlobStore(all.GetRequiredService<Storage.DataDirectory>().Root, Durability.Os))),
            TestContext.Current.CancellationToken);
        var url = await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        using var client = server.CreateAnonymousClient();

        store!.IsOut = true;
        for (var i = 0; i < 5; i++)
        {
            using var read = await client.GetAsync(url, TestContext.Current.CancellationToken);
            using var upload = await Uploads.PostAsync(server, new ByteArrayContent(Uploads.Png), "a.png");
            Assert.All((HttpResponseMessage[])[read, upload], answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
            Assert.All((HttpResponseMessage[])[read, upload], answer => Assert.NotNull(answer.Headers.RetryAfter));
        }

        Assert.StartsWith("The process has reached its limit of open files", Assert.Single(loud.Lines), StringComparison.Ordinal);
    }
}
