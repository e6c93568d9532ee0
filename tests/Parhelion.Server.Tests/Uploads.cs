using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>What many tests do: upload, remove, speak HTTP byte by byte, look for what was left behind.</summary>
internal static class Uploads
{
    public static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];

    public static string PathOf(ParhelionServer server, string query = "access=public") => $"/v2/apps/{server.AppId}/attachments?{query}";

    public static async Task<HttpResponseMessage> PostAsync(ParhelionServer server, HttpContent file, string name, string field = "source")
    {
        using var client = server.CreateClient();
        using var form = new MultipartFormDataContent { { file, field, name } };
        return await client.PostAsync(PathOf(server), form, TestContext.Current.CancellationToken);
    }

    public static async Task<string> UploadAsync(ParhelionServer server, byte[] bytes, string name)
    {
        using var response = await PostAsync(server, new ByteArrayContent(bytes), name);
        Assert.Equal(System.Net.HttpStatusCode.Created, response.StatusCode);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }

    public static async Task<HttpResponseMessage> RemoveAsync(ParhelionServer server, string mediaUrl)
    {
        using var client = server.CreateClient();
        return await client.PostAsJsonAsync($"/v2/apps/{server.AppId}/attachments/remove", new { mediaUrl }, TestContext.Current.CancellationToken);
    }

    public static async Task<string> TitleOfAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("errors")[0].GetProperty("title").GetString()!;
    }

    /// <summary>The beginning of an upload as text, up to the end of its header.</summary>
    public static string Head(ParhelionServer server, string contentType, string length, string query = "access=public", string? secret = null) =>
        $"POST {PathOf(server, query)} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\n{length}\r\n" +
        $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{server.AppKeyId}:{secret ?? server.AppKeySecret}"))}\r\n";

    public static async Task<NetworkStream> ConnectAsync(ParhelionServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Url.Host, server.Url.Port, TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true) { ReadTimeout = 20_000 };
    }

    /// <summary>Sends bytes as they are and reads what comes until the server closes the connection.</summary>
    public static async Task<string> ExchangeAsync(ParhelionServer server, params byte[][] pieces)
    {
        await using var stream = await ConnectAsync(server);
        foreach (var piece in pieces) await stream.WriteAsync(piece, TestContext.Current.CancellationToken);
        return await ReadToEndAsync(stream);
    }

    /// <summary>One answer, to the end of its JSON body; the connection may stay open.</summary>
    public static async Task<string> ReadAnswerAsync(Stream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().EndsWith("]}", StringComparison.Ordinal) && await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    public static async Task<string> ReadToEndAsync(Stream stream)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, limit.Token) is > 0 and var read) text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        return text.ToString();
    }

    /// <summary>No blob, no row, no staged file.</summary>
    public static async Task AssertNothingKeptAsync(ParhelionServer server)
    {
        var stored = new List<string>();
        await WaitAsync(async () => (stored = await StoredAsync(server)).Count == 0, () => $"Left behind: {string.Join(", ", stored)}");
        var rows = await server.Services.GetRequiredService<Database>().ReadAsync(
            (session, token) => AttachmentTable.ListAsync(session, "", 10, token), TestContext.Current.CancellationToken);
        Assert.Empty(rows);
    }

    /// <summary>Files of uploads that are under way. The server itself stages small files there as well.</summary>
    public static string[] Staged(string directory) =>
        [.. Directory.GetFiles(Path.Combine(directory, "staging")).Where(file => BlobKey.TryParse(Path.GetFileName(file), out _))];

    /// <summary>The names of everything in the store, whichever that is: tokens, of uploads that are whole and of those that are under way.</summary>
    public static async Task<List<string>> StoredAsync(ParhelionServer server)
    {
        var names = new List<string>();
        await foreach (var entry in server.Services.GetRequiredService<IBlobStore>().ListAsync(TestContext.Current.CancellationToken)) names.Add(entry.Key?.Value ?? entry.Name);
        return names;
    }

    /// <summary>Whether the bytes of an attachment are in the store.</summary>
    public static async Task<bool> IsStoredAsync(ParhelionServer server, string mediaUrl) =>
        await server.Services.GetRequiredService<IBlobStore>().LengthAsync(BlobKey.Parse(new Uri(mediaUrl).Segments[^2].TrimEnd('/')), TestContext.Current.CancellationToken) is not null;

    public static Task WaitAsync(Func<bool> condition, Func<string> what) => WaitAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits for what is sure to come: for half a minute, or as long as is said.</summary>
    public static async Task WaitAsync(Func<Task<bool>> condition, Func<string> what, int seconds = 30)
    {
        for (var round = 0; !await condition(); round++)
        {
            Assert.True(round < 100 * seconds, what());
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
