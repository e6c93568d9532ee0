using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Parhelion.Server.Tests.Links;
using Parhelion.Server.Tests.Resumable;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Scanning;

/// <summary>Uploads while clamd is slow, restarted, gone, or something else: the settings decide, and malware is never stored unless they say so.</summary>
public sealed class ScanFailureTests
{
    private const string Unavailable = "The file could not be scanned for malware; try again later";

    private static readonly (int, string?) Stored = (201, null);
    private static readonly (int, string?) Infected = (415, "malware_detected");

    /// <summary>Ways in which clamd fails.</summary>
    public static TheoryData<string> Failures { get; } = ["gone", "garbage", "closes", "closes within the file", "silent", "size limit"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Upload_is_refused_with_503_and_nothing_is_kept(string failure)
    {
        await using var clamd = new FakeClamd();
        var log = new LogLines();
        await using var server = await StartAsync(clamd, log);
        await FailAsync(clamd, failure);

        foreach (var file in (byte[][])[Malware.Clean(), Malware.Clean(3_000_000)])
        {
            using var refused = await Uploads.PostAsync(server, new ByteArrayContent(file), "a.txt");
            Assert.Equal((503, Unavailable), ((int)refused.StatusCode, await Uploads.TitleOfAsync(refused)));
            Assert.NotNull(refused.Headers.RetryAfter);
            await Uploads.AssertNothingKeptAsync(server);
        }

        Assert.Single(log.ToString().Split('\n'), line => line.StartsWith("Uploads are refused with 503", StringComparison.Ordinal));
        Assert.DoesNotContain("Unhandled", log.ToString(), StringComparison.Ordinal);
        await MendAsync(clamd);
        Assert.Equal(Stored, await TryAsync(server, Malware.Clean()));
        Assert.Equal(Infected, await TryAsync(server, Malware.Text()));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Upload_is_stored_without_a_scan_if_the_settings_say_so(string failure)
    {
        await using var clamd = new FakeClamd();
        var log = new LogLines();
        await using var server = await StartAsync(clamd, log, ("OnFailure", "Accept"));
        await FailAsync(clamd, failure);

        Assert.Equal(Stored, await TryAsync(server, Malware.Clean(3_000_000)));
        Assert.Equal(Stored, await TusAsync(server, Malware.Clean(3_000_000)));

        Assert.Single(log.ToString().Split('\n'), line => line.StartsWith("Uploads are stored although", StringComparison.Ordinal));
        await MendAsync(clamd);
        Assert.Equal(Infected, await TryAsync(server, Malware.Text()));
    }

    [Theory]
    [InlineData("Refuse", HttpStatusCode.ServiceUnavailable, "fault")]
    [InlineData("Accept", HttpStatusCode.OK, "warning")]
    public async Task Readiness_tells_that_clamd_is_gone(string onFailure, HttpStatusCode status, string state)
    {
        await using var clamd = new FakeClamd();
        await using var server = await StartAsync(clamd, null, ("OnFailure", onFailure));
        using var client = server.CreateAnonymousClient();
        Assert.Contains("""{"component":"antivirus","state":"ok"}""", await client.GetStringAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await clamd.StopAsync();

        var body = "";
        await Uploads.WaitAsync(
            async () =>
            {
                using var response = await client.GetAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
                body = $"{response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
                return body.Contains($$"""{"component":"antivirus","state":"{{state}}","detail":"The malware scanner cannot be reached or written to."}""", StringComparison.Ordinal);
            },
            () => body);
        Assert.StartsWith($"{status} ", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_go_to_clamd_while_they_arrive()
    {
        await using var clamd = new FakeClamd();
        await using var server = await StartAsync(clamd);
        await using var stream = await Uploads.ConnectAsync(server);
        var file = Malware.Text(1_000_000);
        await SendHeadAsync(server, stream, file.Length);
        await stream.WriteAsync(file.AsMemory(0, 600_000), TestContext.Current.CancellationToken);

        await Uploads.WaitAsync(() => clamd.Received > 300_000, () => $"clamd has got {clamd.Received} bytes");
        Assert.Empty(clamd.Files);
        await stream.WriteAsync(file.AsMemory(600_000), TestContext.Current.CancellationToken);
        await stream.WriteAsync("\r\n--x--\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Contains("malware_detected", await Uploads.ReadToEndAsync(stream), StringComparison.Ordinal);
        Assert.Equal(file, Assert.Single(clamd.Files));
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Slow_clients_do_not_keep_clamd_from_others()
    {
        await using var clamd = new FakeClamd();
        await using var server = await StartAsync(clamd, null, ("Connections", "2"));
        var slow = new List<NetworkStream>();
        for (var i = 0; i < 10; i++)
        {
            slow.Add(await Uploads.ConnectAsync(server));
            await SendHeadAsync(server, slow[i], 1_000_000);
            await slow[i].WriteAsync(Malware.Clean(200_000), TestContext.Current.CancellationToken);
        }

        await Uploads.WaitAsync(() => clamd.Received > 50_000, () => $"clamd has got {clamd.Received} bytes");
        for (var i = 0; i < 5; i++) Assert.Equal(Stored, await TryAsync(server, Malware.Clean()));
        Assert.Equal(Infected, await TryAsync(server, Malware.Text()));
        Assert.InRange(clamd.MostOpen, 1, 2);
        foreach (var stream in slow) await stream.DisposeAsync();
    }

    [Fact]
    public async Task Upload_survives_that_clamd_is_restarted_while_it_arrives()
    {
        await using var clamd = new FakeClamd();
        await using var server = await StartAsync(clamd);
        foreach (var (file, answer) in ((byte[], string)[])[(Malware.Clean(1_000_000), "201 Created"), (Malware.Text(1_000_000), "malware_detected")])
        {
            await using var stream = await Uploads.ConnectAsync(server);
            var before = clamd.Received;
            await SendHeadAsync(server, stream, file.Length);
            await stream.WriteAsync(file.AsMemory(0, 600_000), TestContext.Current.CancellationToken);
            await Uploads.WaitAsync(() => clamd.Received > before, () => "clamd has got nothing");

            await clamd.StopAsync();
            clamd.Restart();
            await stream.WriteAsync(file.AsMemory(600_000), TestContext.Current.CancellationToken);
            await stream.WriteAsync("\r\n--x--\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

            Assert.Contains(answer, await Uploads.ReadToEndAsync(stream), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Resumable_upload_that_could_not_be_scanned_is_completed_later_without_sending_its_bytes_again()
    {
        await using var clamd = new FakeClamd();
        await using var server = await StartAsync(clamd);
        using var client = server.CreateClient();
        var file = Malware.Clean(500_000);
        var url = await UploadRequests.CreateTusAsync(server, file.Length);
        await clamd.StopAsync();

        using var failed = await UploadRequests.TusAsync(client, "PATCH", url, file, ("Upload-Offset", "0"));
        Assert.Equal((503, Unavailable), ((int)failed.StatusCode, await Uploads.TitleOfAsync(failed)));
        using var still = await UploadRequests.TusAsync(client, "HEAD", url, null);
        Assert.Equal(503, (int)still.StatusCode);
        clamd.Restart();
        using var head = await UploadRequests.TusAsync(client, "HEAD", url, null);

        Assert.Equal((200, $"{file.Length}"), ((int)head.StatusCode, UploadRequests.HeaderOf(head, "Upload-Offset")));
        var media = UploadRequests.HeaderOf(head, "Upload-Media-Url");
        Assert.Equal(file, await client.GetByteArrayAsync(media, TestContext.Current.CancellationToken));
        Assert.Equal(file, Assert.Single(clamd.Files));
    }

    [Fact]
    public async Task Resumable_upload_of_the_draft_is_completed_later_too()
    {
        await using var clamd = new FakeClamd();
        await using var server = await StartAsync(clamd);
        using var client = server.CreateClient();
        var file = Malware.Text(500_000);
        var url = await UploadRequests.CreateAsync(server, file[..100]);
        await clamd.StopAsync();
        using var failed = await UploadRequests.AppendAsync(client, url, 100, "?1", file[100..]);
        Assert.Equal(503, (int)failed.StatusCode);
        clamd.Restart();

        Assert.Equal(file.Length, await UploadRequests.OffsetAsync(client, url));
        using var last = await UploadRequests.AppendAsync(client, url, file.Length, "?1", []);

        Assert.Equal((415, "File rejected. Malware found"), ((int)last.StatusCode, await Uploads.TitleOfAsync(last)));
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task File_above_the_size_that_is_scanned_is_stored_without_a_scan()
    {
        await using var clamd = new FakeClamd();
        await using var server = await StartAsync(clamd, null, ("OnFailure", "Accept"), ("MaxBytes", "100000"));

        Assert.Equal(Infected, await TryAsync(server, Malware.Text(100_000)));
        Assert.Equal(Stored, await TryAsync(server, Malware.Text(100_001)));
        Assert.Equal(Stored, await TusAsync(server, Malware.Text(3_000_000)));
        Assert.Equal(Infected, await TusAsync(server, Malware.Text(100_000)));
        Assert.All(clamd.Files, file => Assert.Equal(100_000, file.Length));
    }

    private static async Task FailAsync(FakeClamd clamd, string failure)
    {
        clamd.Instead = failure switch
        {
            "garbage" => SendGarbageAsync,
            "closes" => (_, _) => Task.CompletedTask,
            "closes within the file" => (stream, token) => stream.ReadExactlyAsync(new byte[500], token).AsTask(),
            "silent" => (_, token) => FakeClamd.HangAsync(token),
            "size limit" => RefuseSizeAsync,
            _ => null,
        };
        if (failure == "gone") await clamd.StopAsync();
    }

    private static async Task SendGarbageAsync(NetworkStream stream, CancellationToken token)
    {
        await stream.WriteAsync("220 mail.example ESMTP\r\n\0"u8.ToArray(), token);
        await stream.CopyToAsync(Stream.Null, token);
    }

    private static async Task RefuseSizeAsync(NetworkStream stream, CancellationToken token)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes("INSTREAM size limit exceeded. ERROR\0"), token);
        await stream.ReadExactlyAsync(new byte[500], token);
    }

    private static async Task MendAsync(FakeClamd clamd)
    {
        clamd.Instead = null;
        await clamd.StopAsync();
        clamd.Restart();
    }

    private static Task<ParhelionServer> StartAsync(FakeClamd clamd, LogLines? log = null, params (string Name, string Value)[] settings) => ParhelionServer.StartAsync(
        options =>
        {
            options.Settings["Durability"] = "Os";
            options.Settings["Antivirus:Address"] = clamd.Address;
            options.Settings["Antivirus:TimeLimit"] = "00:00:05";
            if (log is not null) options.ConfigureLogging = logging => logging.AddProvider(log);
            foreach (var (name, value) in settings) options.Settings[$"Antivirus:{name}"] = value;
        },
        TestContext.Current.CancellationToken);

    private static async Task SendHeadAsync(ParhelionServer server, NetworkStream stream, int length)
    {
        const string Part = "--x\r\nContent-Disposition: form-data; name=\"source\"; filename=\"a.txt\"\r\n\r\n";
        var head = Uploads.Head(server, "multipart/form-data; boundary=x", $"Content-Length: {Part.Length + length + "\r\n--x--\r\n".Length}");
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}Connection: close\r\n\r\n{Part}"), TestContext.Current.CancellationToken);
    }

    private static async Task<(int Status, string? Code)> TryAsync(ParhelionServer server, byte[] file)
    {
        using var client = server.CreateClient();
        return await LinkedUploads.TryAsync(client, Uploads.PathOf(server), file, "a.txt");
    }

    private static async Task<(int Status, string? Code)> TusAsync(ParhelionServer server, byte[] file)
    {
        using var client = server.CreateClient();
        using var response = await UploadRequests.TusAsync(
            client, "POST", Uploads.PathOf(server), file, ("Upload-Length", $"{file.Length}"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (body.Length == 0) return ((int)response.StatusCode, null);
        using var json = System.Text.Json.JsonDocument.Parse(body);
        return ((int)response.StatusCode, json.RootElement.GetProperty("errors")[0].GetProperty("code").GetString());
    }
}
