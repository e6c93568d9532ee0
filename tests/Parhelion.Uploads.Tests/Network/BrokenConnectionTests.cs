using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Parhelion.Testing;

namespace Parhelion.Uploads.Tests.Network;

/// <summary>A connection that ends in the middle of a body, faster than the server reads: everything that arrived is kept.</summary>
public sealed class BrokenConnectionTests
{
    private const int Length = 5_000_000;
    private const int Sent = 900_000;

    [Theory]
    [InlineData("Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream")]
    [InlineData("Upload-Complete: ?1\r\nContent-Type: application/partial-upload")]
    public async Task Everything_that_came_before_the_end_is_kept(string fields)
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var client = server.CreateClient();
        for (var round = 0; round < 10; round++)
        {
            var url = await CreateAsync(client, server.AppId);
            var head = $"PATCH {url.AbsolutePath} HTTP/1.1\r\nHost: x\r\n{fields}\r\nUpload-Offset: 0\r\nContent-Length: {Length}\r\n\r\n";

            await SendAndEndAsync(server.Url, [.. Encoding.ASCII.GetBytes(head), .. Enumerable.Repeat((byte)'a', Sent)]);

            // The server closes the connection before it has stored everything.
            for (var watch = Stopwatch.StartNew(); await OffsetAsync(client, url) is var offset && offset != Sent;)
            {
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"Only {offset} bytes were kept.");
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task<Uri> CreateAsync(HttpClient client, string appId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v2/apps/{appId}/attachments?access=public");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Length", Length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Upload-Metadata", $"filename {Convert.ToBase64String("a.txt"u8)}");
        using var created = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return created.Headers.Location!;
    }

    // Returns when the server has closed the connection too.
    private static async Task SendAndEndAsync(Uri server, byte[] bytes)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        try
        {
            await stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The server may reset a connection that it has given up.
        }
    }

    private static async Task<long> OffsetAsync(HttpClient client, Uri url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, url);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return long.Parse(response.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
    }
}
