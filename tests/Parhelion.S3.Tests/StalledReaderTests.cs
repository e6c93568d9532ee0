using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Server.Tests;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.S3.Tests;

/// <summary>Hundreds of readers of a large file who take nothing of it: the store is read for none of them, and everybody else is served. Alone on the machine, because
/// the store has much to do when they come.</summary>
[CollectionDefinition(nameof(StalledReaderTests), DisableParallelization = true)]
[Collection(nameof(StalledReaderTests))]
public sealed class StalledReaderTests
{
    // Fewer than the share of one address, so that none waits for another.
    private const int AtOnce = 50;
    private const int Size = 8_000_000;

    private static readonly int Readers = Sampling.Times(300, 1000);

    public static TheoryData<HttpProtocols> Protocols => [.. Sampling.Some([HttpProtocols.Http1, HttpProtocols.Http2], 1)];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Stalled_readers_hold_nothing_of_the_store(HttpProtocols protocol)
    {
        var engine = await S3Engine.GetAsync("ceph");
        await using var proxy = new CountingProxy(engine.Endpoint);
        await using var server = await StartAsync(engine.Settings(await engine.NewBucketAsync(), proxy.Url), protocol);
        using var owner = new Visitor(server, protocol, "127.0.0.2");
        using var crowd = new Visitor(server, protocol, "127.0.0.1");
        var bytes = ServerTests.Png(Size);
        var path = await owner.UploadAsync(bytes);

        var answers = new List<HttpResponseMessage>();
        while (answers.Count < Readers) answers.AddRange(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => crowd.AskAsync(path))));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await Uploads.WaitAsync(() => proxy.Now < 8, () => $"{proxy.Now} connections to the store");

        Assert.Equal(bytes, await owner.ReadAsync(path));
        var second = ServerTests.Png(Size + 1);
        Assert.Equal(second, await owner.ReadAsync(await owner.UploadAsync(second)));
        Assert.Equal(HttpStatusCode.OK, (await owner.AskAsync("/readyz")).StatusCode);
        foreach (var answer in answers.Take(3)) Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        foreach (var answer in answers) answer.Dispose();
    }

    private static Task<ParhelionServer> StartAsync(Dictionary<string, string> settings, HttpProtocols protocol) => ParhelionServer.StartAsync(
        options =>
        {
            foreach (var (name, value) in settings) options.Settings[name] = value;
            options.ConfigureServices = services => services.PostConfigure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocol));
        },
        TestContext.Current.CancellationToken);

    /// <summary>A client with an address and a protocol of its own.</summary>
    private sealed class Visitor : IDisposable
    {
        private readonly ParhelionServer server;
        private readonly HttpProtocols protocol;
        private readonly HttpClient client;

        public Visitor(ParhelionServer server, HttpProtocols protocol, string address)
        {
            (this.server, this.protocol) = (server, protocol);
            var handler = new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                ConnectCallback = async (context, token) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 64 * 1024 };
                    socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                    await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, token);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            client = new HttpClient(handler) { BaseAddress = server.Url, Timeout = TimeSpan.FromMinutes(5) };
        }

        public Task<HttpResponseMessage> AskAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

        public async Task<byte[]> ReadAsync(string path)
        {
            using var answer = await AskAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        }

        public async Task<string> UploadAsync(byte[] bytes)
        {
            using var owner = server.CreateClient();
            var file = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
            var request = new HttpRequestMessage(HttpMethod.Post, $"/v2/apps/{server.AppId}/attachments?access=public")
            {
                Content = new MultipartFormDataContent { { file, "source", "a.png" } },
                Headers = { Authorization = owner.DefaultRequestHeaders.Authorization },
            };
            using var answer = await SendAsync(request);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            return new Uri((await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('"')[5]).AbsolutePath;
        }

        public void Dispose() => client.Dispose();

        private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
        {
            (request.Version, request.VersionPolicy) = (protocol == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11, HttpVersionPolicy.RequestVersionExact);
            return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        }
    }
}
