using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Parhelion.Server.Tests.Private;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>A file in one request (<c>Upload-Complete: ?1</c>) through real proxies. The server sends 104 only where no proxy could take it for the answer.</summary>
public sealed class UploadProxyTests
{
    // Larger than the interval in which offsets are told.
    private const int Size = 9_000_000;

    private const string Interim = "HTTP/1.1 104 ";

    [Theory]
    // nginx 1.22 takes 104 for the answer, and the upload would hang. It says that it forwards, so the server sends none.
    [InlineData("nginx-cache.sh", false)]
    // HAProxy says nothing, and passes 104 on.
    [InlineData("haproxy-cache.sh", true)]
    public async Task Upload_in_one_request_is_answered_through_a_proxy(string script, bool hasInterim)
    {
        await using var server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var proxy = await SharedCache.StartAsync(script, server.Url);
        var file = UploadRequests.Text(Size);

        var answer = await SendAsync(server, proxy.Url, file);

        Assert.Equal(hasInterim, answer.StartsWith(Interim, StringComparison.Ordinal));
        var final = answer[(answer.LastIndexOf(Interim, StringComparison.Ordinal) + 1)..];
        Assert.Contains("HTTP/1.1 201 Created\r\n", final, StringComparison.Ordinal);
        using var body = JsonDocument.Parse(final[final.IndexOf('{', StringComparison.Ordinal)..(final.LastIndexOf('}') + 1)]);
        using var anonymous = server.CreateAnonymousClient();
        var mediaUrl = body.RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString();
        Assert.Equal(file, await anonymous.GetByteArrayAsync(mediaUrl, TestContext.Current.CancellationToken));
    }

    // HttpClient does not show interim responses.
    private static async Task<string> SendAsync(ParhelionServer server, Uri proxy, byte[] file)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(proxy.Host, proxy.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        var head = Uploads.Head(server, "text/plain", $"Content-Length: {file.Length}") + "Upload-Complete: ?1\r\nContent-Disposition: inline; filename=\"a.txt\"\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        await stream.WriteAsync(file, TestContext.Current.CancellationToken);
        return await Uploads.ReadToEndAsync(stream);
    }
}
