using System.Text;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>Requests of both resumable protocols, as their clients send them.</summary>
internal static class UploadRequests
{
    public const string TusType = "application/offset+octet-stream";
    public const string PartialType = "application/partial-upload";

    /// <summary>Text of a length, different at each place, so that moved bytes are noticed.</summary>
    public static byte[] Text(int length)
    {
        var text = new byte[length];
        for (var i = 0; i < length; i += 16) Encoding.ASCII.GetBytes($"{i:x14}\r\n").AsSpan(0, Math.Min(16, length - i)).CopyTo(text.AsSpan(i));
        return text;
    }

    public static string Metadata(string name) => $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}";

    /// <summary>Sends a request with headers as they are.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string url, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), url) { Content = body };
        foreach (var (name, value) in headers)
        {
            if (name.StartsWith("Content-", StringComparison.Ordinal) && name != "Content-Digest") request.Content!.Headers.TryAddWithoutValidation(name, value);
            else request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static Task<HttpResponseMessage> TusAsync(HttpClient client, string method, string url, byte[]? body, params (string Name, string Value)[] headers) =>
        SendAsync(client, method, url, body is null ? null : new ByteArrayContent(body), body is null ? [("Tus-Resumable", "1.0.0"), .. headers] : [("Tus-Resumable", "1.0.0"), ("Content-Type", TusType), .. headers]);

    /// <summary>Creates a tus upload with credentials and returns its URL.</summary>
    public static async Task<string> CreateTusAsync(ParhelionServer server, long length, string name = "a.txt")
    {
        using var client = server.CreateClient();
        using var created = await TusAsync(client, "POST", Uploads.PathOf(server), null, ("Upload-Length", $"{length}"), ("Upload-Metadata", Metadata(name)));
        Assert.Equal(201, (int)created.StatusCode);
        return created.Headers.Location!.OriginalString;
    }

    /// <summary>Creates an upload of the draft with credentials and returns its URL.</summary>
    public static async Task<string> CreateAsync(ParhelionServer server, byte[] bytes, string name = "a.txt", params (string Name, string Value)[] headers)
    {
        using var client = server.CreateClient();
        using var created = await SendAsync(
            client, "POST", Uploads.PathOf(server), new ByteArrayContent(bytes), [("Upload-Complete", "?0"), ("Content-Disposition", $"inline; filename=\"{name}\""), .. headers]);
        Assert.Equal(201, (int)created.StatusCode);
        return created.Headers.Location!.OriginalString;
    }

    public static Task<HttpResponseMessage> AppendAsync(HttpClient client, string url, long offset, string complete, byte[] bytes, params (string Name, string Value)[] headers) =>
        SendAsync(client, "PATCH", url, new ByteArrayContent(bytes), [("Content-Type", PartialType), ("Upload-Offset", $"{offset}"), ("Upload-Complete", complete), .. headers]);

    public static string? HeaderOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    /// <summary>The offset that HEAD tells; it ends a request that appends.</summary>
    public static async Task<long> OffsetAsync(HttpClient client, string url)
    {
        using var head = await SendAsync(client, "HEAD", url, null);
        Assert.Equal(204, (int)head.StatusCode);
        return long.Parse(HeaderOf(head, "Upload-Offset")!, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The beginning of a PATCH as text, whose body the test sends itself.</summary>
    public static byte[] PatchHead(string url, long offset, long length) => Encoding.ASCII.GetBytes(
        $"PATCH {new Uri(url).AbsolutePath} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nContent-Type: {TusType}\r\nUpload-Offset: {offset}\r\nContent-Length: {length}\r\n\r\n");
}
