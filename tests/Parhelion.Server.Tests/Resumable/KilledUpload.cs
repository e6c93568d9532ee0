using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>A resumable upload to a server that is killed: sends its bytes by both protocols and remembers each offset that the server told.</summary>
internal sealed class KilledUpload
{
    private const int MaxPiece = 4_000_000;

    private readonly Random random;
    private readonly byte[] bytes;
    private long told;
    private string? path;

    public KilledUpload(Random random)
    {
        this.random = random;
        // More than one checkpoint of 8 MiB, so that 104 tells some offsets.
        bytes = new byte[random.Next(100_000, 24_000_000)];
        for (var i = 0; i < bytes.Length; i += 16) Encoding.ASCII.GetBytes($"{random.Next():x14}\r\n").AsSpan(0, Math.Min(16, bytes.Length - i)).CopyTo(bytes.AsSpan(i));
    }

    /// <summary>Path of the media URL when the upload is complete.</summary>
    public string? MediaPath { get; private set; }

    /// <summary>SHA-256 of the whole file.</summary>
    public byte[] Hash => SHA256.HashData(bytes);

    /// <summary>How many offsets the server has told.</summary>
    public int Tellings { get; private set; }

    /// <summary>Asks for the offset. It must be at least the one that was told last.</summary>
    public async Task CheckAsync(ServerProcess server)
    {
        if (path is null || MediaPath is not null) return;
        using var head = await UploadRequests.SendAsync(server.Client, "HEAD", path, null);
        Assert.True((int)head.StatusCode is 200 or 204, $"{path}, {told} bytes were told: {head.StatusCode}");
        Take(head);
    }

    /// <summary>Sends bytes until the upload is complete or the server is gone.</summary>
    public async Task SendAsync(ServerProcess server, Budget budget)
    {
        try
        {
            if (path is null) await CreateAsync(server);
            await CheckAsync(server);
            for (; MediaPath is null; budget.Spend())
            {
                if (random.Next(2) == 0) await AppendPieceAsync(server);
                else await AppendRestAsync(server, budget);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or TaskCanceledException)
        {
            // The server was killed.
        }
    }

    /// <summary>Ends the upload, if it is not complete.</summary>
    public async Task EndAsync(ServerProcess server)
    {
        if (path is null || MediaPath is not null) return;
        using var ended = await UploadRequests.TusAsync(server.Client, "DELETE", path, null);
        Assert.Equal(204, (int)ended.StatusCode);
    }

    private async Task CreateAsync(ServerProcess server)
    {
        using var created = await UploadRequests.TusAsync(
            server.Client, "POST", $"/v2/apps/{server.AppId}/attachments?access=public", null, ("Upload-Length", $"{bytes.Length}"), ("Upload-Metadata", UploadRequests.Metadata("killed.txt")));
        Assert.Equal(201, (int)created.StatusCode);
        path = created.Headers.Location!.AbsolutePath;
    }

    // By tus: 204 tells the offset.
    private async Task AppendPieceAsync(ServerProcess server)
    {
        var end = (int)Math.Min(bytes.Length, told + random.Next(1, MaxPiece));
        using var patched = await UploadRequests.TusAsync(server.Client, "PATCH", path!, bytes[(int)told..end], ("Upload-Offset", $"{told}"));
        Assert.True((int)patched.StatusCode == 204, $"{path} from {told}: {patched.StatusCode}");
        Take(patched);
        Assert.Equal(end, told);
    }

    // By the draft: 104 tells the offset about every 8 MiB.
    private async Task AppendRestAsync(ServerProcess server, Budget budget)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Url.Host, server.Url.Port, TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        var head = $"PATCH {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {UploadRequests.PartialType}\r\nUpload-Complete: ?1\r\nUpload-Offset: {told}\r\nContent-Length: {bytes.Length - told}\r\n\r\n";
        var rest = bytes.AsMemory((int)told);
        var answers = ReadAnswersAsync(stream, budget);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        await stream.WriteAsync(rest, TestContext.Current.CancellationToken);
        await answers;
        if (MediaPath is null) throw new IOException("The server has gone.");
    }

    private async Task ReadAnswersAsync(Stream stream, Budget budget)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)) Assert.True(line[9..12] is "104" or "201", $"{path} from {told}: {line}");
            if (ValueOf(line, "Upload-Offset: ") is { } offset)
            {
                Take(long.Parse(offset, CultureInfo.InvariantCulture));
                budget.Spend();
            }

            if (ValueOf(line, "Upload-Media-Url: ") is { } url) MediaPath = new Uri(url).AbsolutePath;
        }
    }

    private static string? ValueOf(string line, string name) => line.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? line[name.Length..] : null;

    private void Take(HttpResponseMessage response)
    {
        Take(long.Parse(UploadRequests.HeaderOf(response, "Upload-Offset")!, CultureInfo.InvariantCulture));
        if (UploadRequests.HeaderOf(response, "Upload-Media-Url") is { } url) MediaPath = new Uri(url).AbsolutePath;
    }

    private void Take(long offset)
    {
        Assert.InRange(offset, told, bytes.Length);
        told = offset;
        Tellings++;
    }
}
