using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parhelion.Server.Tests.Connections;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>Several requests for one upload: the later one goes on, the earlier one ends, and bytes are never mixed.</summary>
public sealed class TakeoverTests : IAsyncLifetime
{
    private const int Size = 3_000_000;
    private readonly byte[] file = UploadRequests.Text(Size);
    private readonly LoudLines loud = new();
    private ParhelionServer server = null!;
    private HttpClient anonymous = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["Limits:BodyIdleSeconds"] = "60";
                options.ConfigureServices = services => services.AddLogging(logging => logging.AddProvider(loud));
            },
            TestContext.Current.CancellationToken);
        anonymous = server.CreateAnonymousClient();
    }

    public async ValueTask DisposeAsync()
    {
        anonymous.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Head_ends_a_patch_that_hangs_and_tells_all_that_came()
    {
        var url = await UploadRequests.CreateTusAsync(server, Size);
        await using var hanging = await BeginAsync(url, 0, file.AsMemory(0, 1_000_000));

        var offset = await UploadRequests.OffsetAsync(anonymous, url);

        await AssertEndedAsync(hanging);
        Assert.InRange(offset, 1, 1_000_000);
        await FinishAsync(url, offset);
        Assert.Empty(loud.Lines);
    }

    [Fact]
    public async Task Delete_ends_a_patch_that_hangs()
    {
        var url = await UploadRequests.CreateTusAsync(server, Size);
        await using var hanging = await BeginAsync(url, 0, file.AsMemory(0, 1_000_000));

        using var ended = await UploadRequests.TusAsync(anonymous, "DELETE", url, null);

        Assert.Equal(204, (int)ended.StatusCode);
        await AssertEndedAsync(hanging);
        await Uploads.AssertNothingKeptAsync(server);
        Assert.Empty(loud.Lines);
    }

    [Fact]
    public async Task Many_patches_at_a_time_never_mix_their_bytes()
    {
        var url = await UploadRequests.CreateTusAsync(server, Size);
        var tasks = Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var offset = 0L; offset < Size;)
            {
                try
                {
                    using var patched = await UploadRequests.TusAsync(anonymous, "PATCH", url, file[(int)offset..Math.Min(Size, (int)offset + 400_000)], ("Upload-Offset", $"{offset}"));
                    Assert.True((int)patched.StatusCode is 204 or 409, string.Join('\n', loud.Lines));
                }
                catch (HttpRequestException)
                {
                    // Another one took over.
                }

                try
                {
                    offset = await UploadRequests.OffsetAsync(anonymous, url);
                }
                catch (HttpRequestException)
                {
                    // Another one took over here too.
                }
            }
        });

        await Task.WhenAll(tasks);

        using var head = await UploadRequests.TusAsync(anonymous, "HEAD", url, null);
        Assert.Equal(file, await anonymous.GetByteArrayAsync(UploadRequests.HeaderOf(head, "Upload-Media-Url"), TestContext.Current.CancellationToken));
        Assert.Single(await Uploads.StoredAsync(server), name => Core.Blobs.BlobKey.TryParse(name, out _));
        Assert.Empty(loud.Lines);
    }

    [Fact]
    public async Task Client_that_breaks_off_goes_on_where_it_was()
    {
        var url = await UploadRequests.CreateTusAsync(server, Size);
        var broken = await BeginAsync(url, 0, file.AsMemory(0, 1_000_000));
        await broken.DisposeAsync();

        await FinishAsync(url, await UploadRequests.OffsetAsync(anonymous, url));
        Assert.Empty(loud.Lines);
    }

    [Fact]
    public async Task Bytes_that_stop_coming_are_kept()
    {
        await using var impatient = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["Limits:BodyIdleSeconds"] = "1";
                options.ConfigureServices = services => services.AddLogging(logging => logging.AddProvider(loud));
            },
            TestContext.Current.CancellationToken);
        using var nobody = impatient.CreateAnonymousClient();
        var url = await UploadRequests.CreateTusAsync(impatient, Size);
        await using var stream = await Uploads.ConnectAsync(impatient);
        await stream.WriteAsync(UploadRequests.PatchHead(url, 0, Size), TestContext.Current.CancellationToken);
        await stream.WriteAsync(file.AsMemory(0, 1_000_000), TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 408 ", await Uploads.ReadAnswerAsync(stream), StringComparison.Ordinal);
        Assert.Equal(1_000_000, await UploadRequests.OffsetAsync(nobody, url));
        Assert.Empty(loud.Lines);
    }

    [Fact]
    public async Task Refused_bytes_over_http2_leave_the_connection_as_it_is()
    {
        await using var other = await ParhelionServer.StartAsync(options => options.Settings["Kestrel:EndpointDefaults:Protocols"] = "Http2", TestContext.Current.CancellationToken);
        using var client = other.CreateClient();
        (client.DefaultRequestVersion, client.DefaultVersionPolicy) = (System.Net.HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        foreach (var offset in (string[])["1", "2", "3"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, "/uploads/AAAAAAAAAAAAAAAAAAAAAAAA") { Content = new ByteArrayContent(file), Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
            request.Headers.TryAddWithoutValidation("Tus-Resumable", "1.0.0");
            request.Headers.TryAddWithoutValidation("Upload-Offset", offset);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", UploadRequests.TusType);
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)answer.StatusCode);
        }
    }

    private async Task<Stream> BeginAsync(string url, long offset, ReadOnlyMemory<byte> bytes)
    {
        var stream = await Uploads.ConnectAsync(server);
        await stream.WriteAsync(UploadRequests.PatchHead(url, offset, Size - offset), TestContext.Current.CancellationToken);
        await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
        // The request works on the upload when its bytes are in the store.
        await Uploads.WaitAsync(() => Directory.GetFiles(Path.Combine(server.DataDirectory, "partial")).Any(file => new FileInfo(file).Length > 0), () => "The PATCH does not begin.");
        return stream;
    }

    private async Task FinishAsync(string url, long offset)
    {
        using var last = await UploadRequests.TusAsync(anonymous, "PATCH", url, file[(int)offset..], ("Upload-Offset", $"{offset}"));
        Assert.Equal(204, (int)last.StatusCode);
        Assert.Equal(file, await anonymous.GetByteArrayAsync(UploadRequests.HeaderOf(last, "Upload-Media-Url"), TestContext.Current.CancellationToken));
    }

    private static async Task AssertEndedAsync(Stream stream)
    {
        try
        {
            Assert.Equal("", await Uploads.ReadToEndAsync(stream));
        }
        catch (IOException)
        {
            // Reset, which ends it as well.
        }
    }
}
