using System.IO.Pipelines;
using System.Text;
using Parhelion.Core.Scanning;

namespace Parhelion.Server.Tests.Scanning;

/// <summary>The protocol of clamd, with one that misbehaves.</summary>
public sealed class ClamdClientTests
{
    [Theory]
    [InlineData("tcp://127.0.0.1:3310", true)]
    [InlineData("tcp://[::1]:3310", true)]
    [InlineData("tcp://scanner.example:3310/", true)]
    [InlineData("unix:/run/clamav/clamd.ctl", true)]
    [InlineData("tcp://127.0.0.1", false)]
    [InlineData("tcp://a@127.0.0.1:3310", false)]
    [InlineData("tcp://127.0.0.1:3310/path", false)]
    [InlineData("http://127.0.0.1:3310", false)]
    [InlineData("unix:clamd.ctl", false)]
    [InlineData("unix:", false)]
    [InlineData("/run/clamav/clamd.ctl", false)]
    [InlineData("", false)]
    public void Address_is_a_port_or_a_socket(string text, bool isRight) => Assert.Equal(isRight, ClamdAddress.TryParse(text, out _));

    [Fact]
    public void Path_that_is_too_long_for_a_socket_is_no_address() => Assert.False(ClamdAddress.TryParse("unix:/" + new string('a', 107), out _));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_384)]
    [InlineData(1_000_003)]
    public async Task File_arrives_as_it_was_sent(int length)
    {
        await using var clamd = new FakeClamd();
        using var scanner = ScannerOf(clamd);
        var file = Malware.Clean(Math.Max(length, 16))[..length];

        Assert.Null(await ScanAsync(scanner, file));

        Assert.Equal(file, Assert.Single(clamd.Files));
    }

    [Fact]
    public async Task Finding_is_told_by_its_name()
    {
        await using var clamd = new FakeClamd();
        using var scanner = ScannerOf(clamd);

        Assert.Equal("Local.Test", await ScanAsync(scanner, Malware.Text()));
        clamd.Answer = _ => "stream: Win.Test.EICAR_HDB-1 FOUND";
        Assert.Equal("Win.Test.EICAR_HDB-1", await ScanAsync(scanner, Malware.Clean()));
    }

    [Theory]
    [InlineData("INSTREAM size limit exceeded. ERROR", "clamd has answered 'INSTREAM size limit exceeded. ERROR'")]
    [InlineData("stream: Can't allocate memory ERROR", "clamd has answered 'stream: Can't allocate memory ERROR'")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "clamd has answered 'HTTP/1.1 400 Bad Request??'")]
    [InlineData("stream:  FOUND", "clamd has answered 'stream:  FOUND'")]
    [InlineData("OK", "clamd has answered 'OK'")]
    [InlineData("", "clamd has answered ''")]
    public async Task Answer_that_is_no_result_is_a_failure(string answer, string message)
    {
        await using var clamd = new FakeClamd { Answer = _ => answer };
        using var scanner = ScannerOf(clamd);

        Assert.Equal(message, (await Assert.ThrowsAsync<ScanFailedException>(() => ScanAsync(scanner, Malware.Clean()))).Message);
    }

    [Fact]
    public async Task Answer_without_an_end_is_not_read_for_ever()
    {
        await using var clamd = new FakeClamd
        {
            Instead = async (stream, token) =>
            {
                while (true) await stream.WriteAsync(new byte[4096].Select(_ => (byte)'x').ToArray(), token);
            },
        };
        using var scanner = ScannerOf(clamd);

        var fault = await Assert.ThrowsAsync<ScanFailedException>(() => ScanAsync(scanner, Malware.Clean()));

        Assert.Equal("clamd has sent more than 1024 bytes as its answer", fault.Message);
    }

    [Fact]
    public async Task Connection_that_is_closed_is_a_failure()
    {
        await using var clamd = new FakeClamd { Instead = (_, _) => Task.CompletedTask };
        using var scanner = ScannerOf(clamd);

        await Assert.ThrowsAsync<ScanFailedException>(() => ScanAsync(scanner, Malware.Clean()));
        // The end comes in the middle of the file.
        await Assert.ThrowsAsync<ScanFailedException>(() => ScanAsync(scanner, Malware.Clean(20_000_000)));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(20_000_000)]
    public async Task Connection_that_is_reset_is_told_as_one_of_clamd(int length)
    {
        await using var clamd = new FakeClamd
        {
            Instead = (stream, _) =>
            {
                stream.Socket.LingerState = new System.Net.Sockets.LingerOption(enable: true, seconds: 0);
                stream.Socket.Close();
                return Task.CompletedTask;
            },
        };
        using var scanner = ScannerOf(clamd);

        var fault = await Assert.ThrowsAsync<ScanFailedException>(() => ScanAsync(scanner, Malware.Clean(length)));

        Assert.StartsWith("clamd has closed the connection: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reason_for_which_a_connection_is_closed_is_told()
    {
        await using var clamd = new FakeClamd
        {
            // It reads on, so that the answer is not lost with the connection.
            Instead = async (stream, token) =>
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes("INSTREAM size limit exceeded. ERROR\0"), token);
                stream.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
                await stream.CopyToAsync(Stream.Null, token);
            },
        };
        using var scanner = ScannerOf(clamd);

        Assert.Equal("clamd has answered 'INSTREAM size limit exceeded. ERROR'", (await Assert.ThrowsAsync<ScanFailedException>(() => ScanAsync(scanner, Malware.Clean(500_000)))).Message);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(20_000_000)]
    public async Task Clamd_that_does_not_read_or_answer_is_waited_for_as_long_as_is_set(int length)
    {
        await using var clamd = new FakeClamd { Instead = (_, token) => FakeClamd.HangAsync(token) };
        using var scanner = ScannerOf(clamd, TimeSpan.FromMilliseconds(300));

        var fault = await Assert.ThrowsAsync<ScanFailedException>(() => ScanAsync(scanner, Malware.Clean(length)));

        Assert.Equal("clamd did not answer within 00:00:00.3000000 (Antivirus:TimeLimit)", fault.Message);
    }

    [Fact]
    public async Task Clamd_that_is_not_there_is_a_failure_for_a_scan_and_a_ping()
    {
        await using var clamd = new FakeClamd();
        using var scanner = ScannerOf(clamd);
        await scanner.PingAsync(TestContext.Current.CancellationToken);
        await clamd.StopAsync();

        await Assert.ThrowsAsync<ScanFailedException>(() => ScanAsync(scanner, Malware.Clean()));
        await Assert.ThrowsAsync<IOException>(() => scanner.PingAsync(TestContext.Current.CancellationToken));
        clamd.Restart();
        Assert.Null(await ScanAsync(scanner, Malware.Clean()));
    }

    [Fact]
    public async Task There_are_no_more_connections_than_are_set()
    {
        var gate = new TaskCompletionSource();
        await using var clamd = new FakeClamd { Pause = token => gate.Task.WaitAsync(token) };
        using var scanner = ScannerOf(clamd);

        var scans = Enumerable.Range(0, 40).Select(_ => ScanAsync(scanner, Malware.Clean())).ToArray();
        await Uploads.WaitAsync(() => clamd.Files.Count == 3, () => $"{clamd.Files.Count} scans have begun");
        gate.SetResult();

        Assert.All(await Task.WhenAll(scans), Assert.Null);
        Assert.Equal((40, 3), (clamd.Files.Count, clamd.MostOpen));
    }

    [Fact]
    public async Task Scan_that_gets_no_connection_fails_in_time_and_leaves_it_to_others()
    {
        await using var clamd = new FakeClamd { Pause = FakeClamd.HangAsync };
        using var scanner = ScannerOf(clamd, TimeSpan.FromMilliseconds(300));

        var scans = Enumerable.Range(0, 12).Select(_ => ScanAsync(scanner, Malware.Clean())).ToArray();
        foreach (var scan in scans) await Assert.ThrowsAsync<ScanFailedException>(() => scan);
        clamd.Pause = _ => Task.CompletedTask;

        Assert.Null(await ScanAsync(scanner, Malware.Clean()));
    }

    private static MalwareScanner ScannerOf(FakeClamd clamd, TimeSpan? limit = null)
    {
        Assert.True(ClamdAddress.TryParse(clamd.Address, out var address));
        return new MalwareScanner(new ClamdOptions { Address = address, TimeLimit = limit ?? TimeSpan.FromSeconds(30), Connections = 3 });
    }

    private static Task<string?> ScanAsync(MalwareScanner scanner, byte[] file) =>
        scanner.ScanAsync(PipeReader.Create(new MemoryStream(file)), TestContext.Current.CancellationToken);
}
