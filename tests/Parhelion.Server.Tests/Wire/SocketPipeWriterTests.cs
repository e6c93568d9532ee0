using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Parhelion.Core.Blobs;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Wire;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Wire;

/// <summary>Output that goes to the socket without the pipe of Kestrel: short output, and pieces of files that the system sends by itself, between other bytes on the same
/// connection.</summary>
public sealed class SocketPipeWriterTests : IAsyncLifetime
{
    private const int FileBytes = 3_000_000;

    private readonly string file = Path.GetTempFileName();
    private readonly byte[] bytes = RandomNumberGenerator.GetBytes(FileBytes);
    private readonly ConcurrentQueue<bool> ways = [];
    private WebApplication app = null!;
    private Uri url = null!;
    private bool sharesFile;
    private bool isErased;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        SocketPipeWriter.Use(builder.WebHost);
        app = builder.Build();
        app.Run(SendAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        url = new Uri(app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        File.Delete(file);
    }

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(7, 32 * 1024, false)]
    [InlineData(1_000, 65_536, false)]
    [InlineData(1_000, 65_536, true)]
    [InlineData(4_096, 65_537, true)]
    [InlineData(4_096, 69_631, true)]
    [InlineData(123_457, 1_000_003, false)]
    [InlineData(123_457, 1_000_003, true)]
    [InlineData(FileBytes - SocketPipeWriter.MaxBytes, SocketPipeWriter.MaxBytes, false)]
    public async Task Piece_arrives_as_it_is(int offset, int count, bool isInSharedFile)
    {
        sharesFile = isInSharedFile;
        using var client = new HttpClient { BaseAddress = url };
        for (var i = 0; i < 3; i++)
        {
            using var answer = await client.GetAsync($"/{offset}/{count}", TestContext.Current.CancellationToken);
            Assert.Equal(bytes[offset..(offset + count)], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        // One byte is not worth the calls.
        Assert.NotEmpty(ways);
        Assert.All(ways, isSent => Assert.Equal(OperatingSystem.IsLinux() && count > 1, isSent));
    }

    // More than is kept for a header, and just as much as leads there.
    [Theory]
    [InlineData(3_000)]
    [InlineData(8_000)]
    [InlineData(8_192)]
    [InlineData(20_000)]
    public async Task Header_of_any_length_comes_before_the_file(int length)
    {
        using var client = new HttpClient { BaseAddress = url };
        for (var i = 0; i < 3; i++)
        {
            using var answer = await client.GetAsync($"/5/100000/{length + i}", TestContext.Current.CancellationToken);
            Assert.Equal(new string('x', length + i), Assert.Single(answer.Headers.GetValues("X-Filling")));
            Assert.Equal(bytes[5..100_005], await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reader_who_is_slow_gets_every_byte_of_many_answers_in_their_order(bool isInSharedFile)
    {
        sharesFile = isInSharedFile;
        // Far more than the buffers of both sides hold, and asked for at once.
        const int Answers = 40;
        using var socket = await ConnectAsync();
        var asked = string.Concat(Enumerable.Range(0, Answers).Select(i => $"GET /{i * 1000}/{SocketPipeWriter.MaxBytes - i} HTTP/1.1\r\nHost: x\r\n\r\n"));
        await socket.SendAsync(Encoding.ASCII.GetBytes(asked), TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        using var reader = new BufferedStream(stream, 4096);
        for (var i = 0; i < Answers; i++)
        {
            Assert.StartsWith("HTTP/1.1 200 OK", await ReadHeadAsync(reader), StringComparison.Ordinal);
            // The server cannot be through: nobody holds that much. So it has to wait for this reader, or comes behind.
            if (i == 0) Assert.True(ways.Count < Answers);
            var piece = new byte[SocketPipeWriter.MaxBytes - i];
            await reader.ReadExactlyAsync(piece, TestContext.Current.CancellationToken);
            Assert.True(bytes.AsSpan(i * 1000, piece.Length).SequenceEqual(piece), $"answer {i}");
        }
    }

    // They are sent without the pipe of Kestrel, until the kernel takes no more.
    [Theory]
    [InlineData(700)]
    [InlineData(7_900)]
    [InlineData(30_000)]
    public async Task Reader_who_is_slow_gets_every_byte_of_many_small_answers_in_their_order(int count)
    {
        var answers = 20_000_000 / count;
        using var socket = await ConnectAsync();
        var asking = socket.SendAsync(
            Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, answers).Select(i => $"GET /{i}/{count - (i % 7)} HTTP/1.1\r\nHost: x\r\n\r\n"))), TestContext.Current.CancellationToken);
        // Until nothing moves any more.
        for (int before = -1, now = 0; now != before || now == 0; now = ways.Count)
        {
            before = now;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        Assert.True(ways.Count < answers);
        await using var stream = new NetworkStream(socket);
        using var reader = new BufferedStream(stream, 4096);
        for (var i = 0; i < answers; i++)
        {
            Assert.StartsWith("HTTP/1.1 200 OK", await ReadHeadAsync(reader), StringComparison.Ordinal);
            var piece = new byte[count - (i % 7)];
            await reader.ReadExactlyAsync(piece, TestContext.Current.CancellationToken);
            Assert.True(bytes.AsSpan(i, piece.Length).SequenceEqual(piece), $"answer {i}");
        }

        await asking;
    }

    [Fact]
    public async Task Reader_who_leaves_in_between_takes_nobody_with_him()
    {
        for (var i = 0; i < 20; i++)
        {
            using var socket = await ConnectAsync();
            await socket.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET /0/1000000 HTTP/1.1\r\nHost: x\r\n\r\n", 20))), TestContext.Current.CancellationToken);
            Assert.True(await socket.ReceiveAsync(new byte[1000 * i + 1], TestContext.Current.CancellationToken) > 0);
            socket.Close(i % 2);
        }

        using var client = new HttpClient { BaseAddress = url };
        Assert.Equal(bytes[..100_000], await client.GetByteArrayAsync("/0/100000", TestContext.Current.CancellationToken));
    }

    // The server as it is started: whoever waits with a thread of the network makes everybody wait.
    [Fact]
    public async Task Readers_who_read_nothing_hold_nobody_up()
    {
        var directory = Directory.CreateTempSubdirectory("parhelion-readers-").FullName;
        await using (var server = await ServerProcess.StartAsync(directory))
        {
            var (_, path) = await server.UploadAsync(new ByteArrayContent(Enumerable.Repeat((byte)'a', 1_000_000).ToArray()), "a.txt");
            url = server.Url;
            var stalled = new List<Socket>();
            for (var i = 0; i < 30; i++)
            {
                stalled.Add(await ConnectAsync());
                await stalled[i].SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n", 30))), TestContext.Current.CancellationToken);
            }

            for (var i = 0; i < 30; i++) Assert.Equal(1_000_000, (await server.Client.GetByteArrayAsync(path, TestContext.Current.CancellationToken)).Length);
            foreach (var socket in stalled) socket.Dispose();
        }

        Directory.Delete(directory, recursive: true);
    }

    // A small file shares a segment with others. Once it is erased, its bytes are zeros.
    [Fact]
    public async Task Small_file_that_is_deleted_while_a_client_does_not_read_never_arrives_with_zeros()
    {
        const int Answers = 60;
        await using var server = await ParhelionServer.StartAsync(_ => { }, TestContext.Current.CancellationToken);
        var content = Enumerable.Range(0, 100_000).Select(i => (byte)('a' + (i % 23))).ToArray();
        var path = new Uri(await Uploads.UploadAsync(server, content, "a.txt")).AbsolutePath;
        url = server.Url;
        using var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n", Answers))), TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        using var reader = new BufferedStream(stream, 4096);
        Assert.StartsWith("HTTP/1.1 200 OK", await ReadHeadAsync(reader), StringComparison.Ordinal);
        var piece = new byte[content.Length];
        await reader.ReadExactlyAsync(piece, TestContext.Current.CancellationToken);
        Assert.Equal(content, piece);

        (await Uploads.RemoveAsync(server, $"{server.Url.GetLeftPart(UriPartial.Authority)}{path}")).EnsureSuccessStatusCode().Dispose();
        var segments = new DirectoryInfo(Path.Combine(server.DataDirectory, "segments"));
        await Uploads.WaitAsync(() => segments.EnumerateFiles("*", SearchOption.AllDirectories).All(HasZeros), () => "The file is not erased.");

        var whole = 1;
        try
        {
            for (; whole < Answers && (await ReadHeadAsync(reader)).StartsWith("HTTP/1.1 200 OK", StringComparison.Ordinal); whole++)
            {
                await reader.ReadExactlyAsync(piece, TestContext.Current.CancellationToken);
                Assert.True(content.AsSpan().SequenceEqual(piece), $"answer {whole} has other bytes than the file.");
            }
        }
        catch (IOException)
        {
            // The one that was under way is broken off.
        }

        Assert.True(whole < Answers, "All answers were sent before the deletion.");

        static bool HasZeros(FileInfo segment)
        {
            try
            {
                return File.ReadAllBytes(segment.FullName).AsSpan().IndexOf("abcdefgh"u8) < 0;
            }
            catch (FileNotFoundException)
            {
                return true;
            }
        }
    }

    [Fact]
    public async Task File_that_has_become_shorter_ends_the_connection()
    {
        using var client = new HttpClient { BaseAddress = url };

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetByteArrayAsync($"/{FileBytes - 40_000}/50000", TestContext.Current.CancellationToken));

        Assert.Equal(bytes[..100_000], await client.GetByteArrayAsync("/0/100000", TestContext.Current.CancellationToken));
    }

    // What the kernel has sent before may be zeros, and the reader must not take it for the whole blob.
    [Theory]
    [InlineData(32 * 1024)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public async Task Blob_that_is_erased_while_it_is_sent_never_arrives_whole(int count)
    {
        (sharesFile, isErased) = (true, true);
        using var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /0/{count} HTTP/1.1\r\nHost: x\r\n\r\n"), TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        using var reader = new BufferedStream(stream, 4096);
        Assert.Contains($"Content-Length: {count}\r\n", await ReadHeadAsync(reader), StringComparison.Ordinal);

        var (received, buffer) = (0, new byte[4096]);
        try
        {
            while (await reader.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read) received += read;
        }
        catch (IOException)
        {
            // The connection is reset.
        }

        Assert.InRange(received, 0, count - 1);
    }

    private async Task SendAsync(HttpContext http)
    {
        var parts = http.Request.Path.Value!.Split('/');
        var (offset, count) = (int.Parse(parts[1], null), int.Parse(parts[2], null));
        using var open = File.OpenHandle(file);
        http.Response.ContentLength = count;
        if (parts.Length > 3) http.Response.Headers["X-Filling"] = new string('x', int.Parse(parts[3], null));
        await using var blob = new OpenRange(open, offset, sharesFile, isErased);
        var isSent = await SocketPipeWriter.TrySendAsync(http, blob, count);
        ways.Enqueue(isSent);
        if (!isSent) await http.Response.Body.WriteAsync(bytes.AsMemory(offset, count));
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024 };
        await socket.ConnectAsync(IPAddress.Loopback, url.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<string> ReadHeadAsync(BufferedStream reader)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await reader.ReadExactlyAsync(one, TestContext.Current.CancellationToken);
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private sealed class OpenRange(SafeFileHandle file, long offset, bool sharesFile, bool isErased) : OpenBlob
    {
        public override long Length => RandomAccess.GetLength(file);

        public override bool IsInSharedFile => sharesFile;

        public override bool IsErased => isErased;

        public override bool TryGetCachedFile([NotNullWhen(true)] out SafeFileHandle? open, out long start)
        {
            (open, start) = (file, offset);
            return true;
        }

        public override ValueTask CopyToAsync(PipeWriter destination, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask DisposeAsync() => default;
    }
}
