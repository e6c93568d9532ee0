using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>Requests that end before their announced length. The form in them may look complete; the upload fails all the same.</summary>
public sealed class AnnouncedLengthTests : IAsyncLifetime
{
    private const string Body = "--B\r\nContent-Disposition: form-data; name=\"source\"; filename=\"a.txt\"\r\n\r\nhello\r\n--B--\r\n";

    private ParhelionServer server = null!;

    public static TheoryData<string, string> Requests => new()
    {
        // The form is complete, but more was announced.
        { $"Content-Length: {(Body.Length + 100).ToString(CultureInfo.InvariantCulture)}", Body },
        { $"Content-Length: {Body.Length.ToString(CultureInfo.InvariantCulture)}", Body[..^4] },
        { $"Content-Length: {Body.Length.ToString(CultureInfo.InvariantCulture)}", Body[..^20] },
        // Chunks that do not end with the last one, or within a chunk.
        { "Transfer-Encoding: chunked", $"{Body.Length:x}\r\n{Body}\r\n" },
        { "Transfer-Encoding: chunked", $"{Body.Length + 100:x}\r\n{Body}" },
        { "Transfer-Encoding: chunked", $"{Body.Length:x}\r\n{Body[..^20]}" },
    };

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Upload_that_ends_early_is_no_upload(string length, string sent)
    {
        await using var stream = await Uploads.ConnectAsync(server);
        var head = Uploads.Head(server, "multipart/form-data; boundary=B", length) + "Connection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + sent), TestContext.Current.CancellationToken);
        stream.Socket.Shutdown(SocketShutdown.Send);

        Assert.DoesNotContain("201", await FirstLineAsync(stream), StringComparison.Ordinal);
        await Uploads.AssertNothingKeptAsync(server);
    }

    // Nothing, if the server resets the connection instead of answering.
    private static async Task<string> FirstLineAsync(Stream stream)
    {
        try
        {
            return (await Uploads.ReadToEndAsync(stream)).Split("\r\n")[0];
        }
        catch (IOException)
        {
            return "";
        }
    }
}
