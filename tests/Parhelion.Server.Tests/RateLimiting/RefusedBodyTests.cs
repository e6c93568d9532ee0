using System.Text;

namespace Parhelion.Server.Tests.RateLimiting;

/// <summary>A limit refuses a request before its body is read.</summary>
public sealed class RefusedBodyTests
{
    [Fact]
    public async Task A_large_body_is_refused_before_it_is_sent()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Key:UploadsPerMinute", "1"));
        using var first = await limited.UploadAsync(limited.Key);
        await using var stream = await Uploads.ConnectAsync(limited.Server);

        await WriteAsync(stream, Uploads.Head(limited.Server, "multipart/form-data; boundary=x", "Content-Length: 50000000\r\nExpect: 100-continue") + "\r\n");
        var answer = await Uploads.ReadAnswerAsync(stream);

        Assert.StartsWith("HTTP/1.1 429 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.Ordinal);
        Assert.EndsWith("\"Too many uploads with this key\"}]}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_is_kept_after_a_short_body()
    {
        await using var limited = await LimitedServer.StartAsync(("RateLimit:Key:WritesPerMinute", "1"));
        await using var stream = await Uploads.ConnectAsync(limited.Server);

        await WriteAsync(stream, Post("{\"externalId\":\"a\"}"));
        Assert.StartsWith("HTTP/1.1 201 ", await ReadAsync(stream, "}}"), StringComparison.Ordinal);
        await WriteAsync(stream, Post($"{{\"externalId\":\"{new string('b', 60_000)}\"}}"));
        var refused = await Uploads.ReadAnswerAsync(stream);
        await WriteAsync(stream, $"GET {limited.AppPath} HTTP/1.1\r\nHost: x\r\nAuthorization: {limited.Key}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 429 ", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("Connection: close", refused, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await ReadAsync(stream, "}}"), StringComparison.Ordinal);

        string Post(string body) =>
            $"POST {limited.AppPath}/users HTTP/1.1\r\nHost: x\r\nAuthorization: {limited.Key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
    }

    private static async Task WriteAsync(Stream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

    private static async Task<string> ReadAsync(Stream stream, string end)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal) && await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
        {
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }
}
