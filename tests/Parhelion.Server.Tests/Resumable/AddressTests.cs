using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>A base URL whose host has letters that are not ASCII: headers have its ASCII form.</summary>
public sealed class AddressTests
{
    private const string Api = "https://xn--bcher-kva.example/chat";
    private const string Media = "https://xn--mller-kva.example:8443";

    [Fact]
    public async Task Urls_in_headers_are_ascii()
    {
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["PublicBaseUrl"] = "https://bücher.example/chat";
                options.Settings["MediaBaseUrl"] = "https://müller.example:8443/";
            },
            TestContext.Current.CancellationToken);
        var listening = Listening.UrlOf(server);
        string At(string path) => new Uri(listening, path).AbsoluteUri;
        using var client = server.CreateClient();

        using var created = await UploadRequests.TusAsync(client, "POST", At(Uploads.PathOf(server)), null, ("Upload-Length", "5"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));
        var url = created.Headers.Location!.OriginalString;
        using var last = await UploadRequests.TusAsync(client, "PATCH", At($"/uploads/{url[^24..]}"), "hello"u8.ToArray(), ("Upload-Offset", "0"));
        using var draft = await UploadRequests.SendAsync(
            client, "POST", At(Uploads.PathOf(server)), new ByteArrayContent("hello"u8.ToArray()), ("Upload-Complete", "?0"), ("Content-Disposition", "inline; filename=\"a.txt\""));
        using var link = await client.PostAsJsonAsync(At($"/v2/apps/{server.AppId}/attachments/uploadLinks"), new { access = "public" }, TestContext.Current.CancellationToken);
        var announced = await AnnounceAsync(server, listening);

        Assert.StartsWith($"{Api}/uploads/", url, StringComparison.Ordinal);
        Assert.StartsWith($"{Api}/uploads/", draft.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains($"{Api}/uploads/", await link.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.StartsWith($"{Media}/", UploadRequests.HeaderOf(last, "Upload-Media-Url"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 104 ", announced, StringComparison.Ordinal);
        Assert.Contains($"Location: {Api}/uploads/", announced, StringComparison.Ordinal);
        Assert.Contains($"Upload-Media-Url: {Media}/", announced, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_forms_of_a_media_url_are_accepted()
    {
        await using var server = await ParhelionServer.StartAsync(options => options.Settings["MediaBaseUrl"] = "https://bücher.example", TestContext.Current.CancellationToken);
        foreach (var (name, from, to) in ((string, string, string)[])[("a.txt", "", ""), ("b.txt", "xn--bcher-kva", "bücher")])
        {
            var url = await Uploads.UploadAsync(server, "hello"u8.ToArray(), name);
            using var removed = await Uploads.RemoveAsync(server, from.Length == 0 ? url : url.Replace(from, to, StringComparison.Ordinal));
            Assert.Equal((name, 200), (name, (int)removed.StatusCode));
        }
    }

    private static async Task<string> AnnounceAsync(ParhelionServer server, Uri listening)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(listening.Host, listening.Port, TestContext.Current.CancellationToken);
        await using var stream = tcp.GetStream();
        var head = Uploads.Head(server, "text/plain", "Content-Length: 5") + "Upload-Complete: ?1\r\nContent-Disposition: inline; filename=\"a.txt\"\r\nConnection: close\r\n\r\nhello";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        return await Uploads.ReadToEndAsync(stream);
    }
}
