using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Parhelion.Uploads.Tests.Network;

/// <summary>An upload by Resumable Uploads for HTTP, written byte by byte: one request that is to be enough, and after each break HEAD and PATCH with the rest. The
/// body waits until the server has told the URL of the upload (104): who sends it at once begins again if the connection breaks before.</summary>
internal sealed class RawUpload(NetworkStage stage, TestFile file)
{
    private readonly TaskCompletionSource announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? location;

    public async Task<string> RunAsync()
    {
        var bytes = await File.ReadAllBytesAsync(file.Path, TestContext.Current.CancellationToken);
        while (true)
        {
            var (status, headers, body) = location is null ? await CreateAsync(bytes) : await AppendAsync(bytes);
            // Broken off, or the request before it had not begun when the offset was asked for.
            if (status is null or 409) continue;
            Assert.True(status is 200 or 201, $"{status} {headers} {body}");
            using var json = JsonDocument.Parse(body);
            return json.RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
        }
    }

    private Task<RawAnswer> CreateAsync(byte[] bytes) => SendAsync(
        $"POST {stage.Endpoint.PathAndQuery}",
        $"Authorization: {stage.Authorization}\r\nContent-Disposition: inline; filename=\"film.txt\"\r\nContent-Type: text/plain\r\nUpload-Complete: ?1\r\n",
        bytes);

    private async Task<RawAnswer> AppendAsync(byte[] bytes)
    {
        var path = new Uri(location!).AbsolutePath;
        var head = await SendAsync($"HEAD {path}", "", default);
        if (head.Status is null) return head;
        Assert.Equal(204, head.Status);
        if (head.Field("Upload-Complete") == "?1") return await SendAsync($"GET {path}", "", default);
        var offset = int.Parse(head.Field("Upload-Offset")!, CultureInfo.InvariantCulture);
        return await SendAsync($"PATCH {path}", $"Content-Type: application/partial-upload\r\nUpload-Offset: {offset}\r\nUpload-Complete: ?1\r\n", bytes.AsMemory(offset));
    }

    private async Task<RawAnswer> SendAsync(string request, string headers, ReadOnlyMemory<byte> body)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, stage.Proxy.Url.Port, TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answering = ReadAsync(reader, request.StartsWith("HEAD", StringComparison.Ordinal));
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{request} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {body.Length}\r\n\r\n"), TestContext.Current.CancellationToken);
            if (location is null) await Task.WhenAny(announced.Task, answering);
            await stream.WriteAsync(body, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The connection broke. There may be an answer all the same.
        }

        return await answering;
    }

    private async Task<RawAnswer> ReadAsync(StreamReader reader, bool isHead)
    {
        try
        {
            while (await ReadHeadAsync(reader) is { } head)
            {
                var status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
                var answer = new RawAnswer(status, head, "");
                location ??= answer.Field("Location");
                if (location is not null) announced.TrySetResult();
                if (status < 200) continue;
                var body = new char[isHead ? 0 : int.Parse(answer.Field("Content-Length") ?? "0", CultureInfo.InvariantCulture)];
                // To read nothing would wait for the next response.
                if (body.Length > 0 && await reader.ReadBlockAsync(body, TestContext.Current.CancellationToken) < body.Length) break;
                return answer with { Body = new string(body) };
            }
        }
        catch (IOException)
        {
            // The connection broke.
        }

        return new RawAnswer(null, "", "");
    }

    // Returns null if the connection ends first.
    private static async Task<string?> ReadHeadAsync(StreamReader reader)
    {
        var head = new StringBuilder();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Length == 0) return head.ToString();
            head.Append(line).Append('\n');
        }

        return null;
    }
}
