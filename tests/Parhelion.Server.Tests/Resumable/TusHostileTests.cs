using System.Text;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>Creations that are refused in words, and nothing of them is kept.</summary>
public sealed class TusHostileTests : IAsyncLifetime
{
    private const string Type = UploadRequests.TusType;
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(options =>
    {
        options.Settings["Limits:UploadBytes"] = "100000";
        options.Settings["Uploads:MaxOpen"] = "5";
    }, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    public static TheoryData<string, int, string> Creations { get; } = new()
    {
        { Header("Upload-Metadata", Name("a.txt")), 400, "Upload-Length and Upload-Defer-Length" },
        { Header("Upload-Length", "5") + Header("Upload-Defer-Length", "1") + Header("Upload-Metadata", Name("a.txt")), 400, "Upload-Length and Upload-Defer-Length" },
        { Header("Upload-Defer-Length", "0") + Header("Upload-Metadata", Name("a.txt")), 400, "Upload-Defer-Length should be 1" },
        { Header("Upload-Length", "-5") + Header("Upload-Metadata", Name("a.txt")), 400, "Upload-Length should be a number of bytes" },
        { Header("Upload-Length", "5.0") + Header("Upload-Metadata", Name("a.txt")), 400, "Upload-Length should be a number of bytes" },
        { Header("Upload-Length", "99999999999999999999") + Header("Upload-Metadata", Name("a.txt")), 400, "Upload-Length should be a number of bytes" },
        { Header("Upload-Length", "5") + Header("Upload-Length", "5") + Header("Upload-Metadata", Name("a.txt")), 400, "Upload-Length should be a number of bytes" },
        { Header("Upload-Length", "0") + Header("Upload-Metadata", Name("a.txt")), 400, "File is empty" },
        { Header("Upload-Length", "100001") + Header("Upload-Metadata", Name("a.txt")), 413, "100000" },
        { Header("Upload-Length", "5"), 400, "Upload-Metadata should have a filename" },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", "filetype dGV4dA=="), 400, "Upload-Metadata should have a filename" },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", "filename !!!"), 400, "should be base64" },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", "filename YS50 eHQ="), 400, "should be base64" },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", "filename YS50eHQ=,"), 400, "pairs" },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", "filename YS50eHQ=,filename Yi50eHQ="), 400, "same key twice" },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", "filename //8udHh0"), 400, "UTF-8" },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", Name("a.exe")), 415, "extension" },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", Name("a.txt") + ",x " + new string('A', 4096)), 413, "Upload-Metadata is larger than 4096 bytes" },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", Name("a.txt")) + Header("Upload-Concat", "partial"), 400, "concatenation" },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", Name("a.txt")) + Header("Content-Type", "text/plain") + Header("Content-Length", "5") + "\r\nhello", 415, Type },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", Name("a.txt")) + Header("Content-Type", Type) + Header("Content-Encoding", "gzip") + Header("Content-Length", "5") + "\r\nhello", 415, "gzip" },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", Name("a.txt")) + Header("Content-Type", Type) + Header("Content-Length", "6") + "\r\nhello!", 400, "inconsistent" },
        { Header("Upload-Length", "5") + Header("Upload-Metadata", Name("a.txt")) + Header("Content-Type", Type) + Header("Transfer-Encoding", "chunked") + "\r\n6\r\nhello!\r\n0\r\n\r\n", 400, "inconsistent" },
        { Header("Upload-Length", "16") + Header("Upload-Metadata", Name("a.png")) + Header("Content-Type", Type) + Header("Content-Length", "16") + "\r\n\u0001\u0002\u0003\u0004no picture!!", 415, "type" },
    };

    [Theory]
    [MemberData(nameof(Creations))]
    public async Task Creation_is_refused(string head, int status, string title)
    {
        var answer = await CreateAsync(head);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains(title, answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Tus-Resumable: 1.0.0", answer, StringComparison.Ordinal);
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Metadata_of_a_megabyte_gets_an_answer_or_the_end_of_the_connection()
    {
        foreach (var size in (int[])[10_000, 120_000, 1_000_000])
        {
            string answer;
            try
            {
                answer = await CreateAsync(Header("Upload-Length", "5") + Header("Upload-Metadata", Name("a.txt") + ",x " + new string('A', size)));
            }
            catch (IOException)
            {
                // Reset, with unread bytes on their way.
                answer = "HTTP/1.1 431 ";
            }

            Assert.StartsWith(size < 100_000 ? "HTTP/1.1 413 " : "HTTP/1.1 431 ", answer, StringComparison.Ordinal);
        }

        Assert.Equal(1, await CreatedAsync());
    }

    [Fact]
    public async Task Empty_uploads_are_bounded_and_make_room_when_they_end()
    {
        var urls = new List<string>();
        for (var i = 0; i < 5; i++) urls.Add(await UploadRequests.CreateTusAsync(server, 5));
        using var client = server.CreateClient();

        using var refused = await UploadRequests.TusAsync(client, "POST", Uploads.PathOf(server), null, ("Upload-Length", "5"), ("Upload-Metadata", Name("a.txt")));
        Assert.Equal((429, "60"), ((int)refused.StatusCode, UploadRequests.HeaderOf(refused, "Retry-After")));
        Assert.Contains("too_many_requests", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // The documented upload has no part in it.
        await Uploads.UploadAsync(server, "hello"u8.ToArray(), "b.txt");
        (await UploadRequests.TusAsync(client, "DELETE", urls[0], null)).Dispose();
        await UploadRequests.CreateTusAsync(server, 5);
    }

    [Fact]
    public async Task Refused_first_request_leaves_no_upload_behind()
    {
        for (var i = 0; i < 7; i++) await CreateAsync(Header("Upload-Length", "5") + Header("Upload-Metadata", Name("a.txt")) + Header("Content-Type", Type) + Header("Upload-Checksum", "md5 1B2M2Y8AsgTpgAmY7PhCfg==") + Header("Content-Length", "5") + "\r\nhello");
        Assert.Equal(1, await CreatedAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("application/json")]
    [InlineData("application/octet-stream")]
    public async Task Bytes_of_another_type_are_refused(string type)
    {
        var url = await UploadRequests.CreateTusAsync(server, 5);
        var answer = await Uploads.ExchangeAsync(server, Encoding.ASCII.GetBytes(
            $"PATCH {new Uri(url).AbsolutePath} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTus-Resumable: 1.0.0\r\n{(type == "" ? "" : $"Content-Type: {type}\r\n")}Upload-Offset: 0\r\nContent-Length: 5\r\n\r\nhello"));

        Assert.StartsWith("HTTP/1.1 415 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upload-Offset: -1\r\n")]
    [InlineData("Upload-Offset: 0x10\r\n")]
    [InlineData("Upload-Offset: 9223372036854775808\r\n")]
    [InlineData("Upload-Offset: 0\r\nUpload-Offset: 0\r\n")]
    public async Task Offset_that_is_none_is_refused(string header)
    {
        var url = await UploadRequests.CreateTusAsync(server, 5);
        var answer = await Uploads.ExchangeAsync(server, Encoding.ASCII.GetBytes(
            $"PATCH {new Uri(url).AbsolutePath} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTus-Resumable: 1.0.0\r\nContent-Type: {Type}\r\n{header}Content-Length: 5\r\n\r\nhello"));

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("Upload-Offset", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_of_another_app_are_refused_and_none_are_needed()
    {
        var url = await UploadRequests.CreateTusAsync(server, 5);
        var other = await server.CreateAppAsync("Other", TestContext.Current.CancellationToken);
        using var stranger = server.CreateClient(other.KeyId, other.KeySecret);
        using var wrong = server.CreateClient(server.AppKeyId, "wrong");
        using var account = server.CreateAccountClient();
        using var own = server.CreateClient();
        using var nobody = server.CreateAnonymousClient();

        foreach (var method in (string[])["HEAD", "PATCH", "DELETE", "GET"])
        {
            using var forbidden = await UploadRequests.TusAsync(stranger, method, url, method == "PATCH" ? "hello"u8.ToArray() : null, ("Upload-Offset", "0"));
            using var unknown = await UploadRequests.TusAsync(wrong, method, url, method == "PATCH" ? "hello"u8.ToArray() : null, ("Upload-Offset", "0"));
            Assert.Equal((method, 403, 401), (method, (int)forbidden.StatusCode, (int)unknown.StatusCode));
        }

        foreach (var caller in (HttpClient[])[account, own, nobody])
        {
            using var head = await UploadRequests.TusAsync(caller, "HEAD", url, null);
            Assert.Equal((200, "0"), ((int)head.StatusCode, UploadRequests.HeaderOf(head, "Upload-Offset")));
        }
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAA", 404)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA.", 404)]
    [InlineData("AAAA", 404)]
    [InlineData("..%2F..%2Fetc%2Fpasswdxx", 404)]
    public async Task Unknown_upload_is_not_found(string id, int status)
    {
        using var nobody = server.CreateAnonymousClient();
        foreach (var method in (string[])["HEAD", "PATCH", "DELETE", "GET"])
        {
            using var answer = await UploadRequests.TusAsync(nobody, method, $"/uploads/{id}", method == "PATCH" ? "hello"u8.ToArray() : null, ("Upload-Offset", "0"));
            Assert.Equal((method, status), (method, (int)answer.StatusCode));
            Assert.Equal("*", UploadRequests.HeaderOf(answer, "Access-Control-Allow-Origin"));
        }
    }

    private async Task<int> CreatedAsync()
    {
        await UploadRequests.CreateTusAsync(server, 5);
        return 1;
    }

    private Task<string> CreateAsync(string head) => Uploads.ExchangeAsync(server, Encoding.Latin1.GetBytes(
        $"POST {Uploads.PathOf(server)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTus-Resumable: 1.0.0\r\n" +
        $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{server.AppKeyId}:{server.AppKeySecret}"))}\r\n{head}" + (head.Contains("\r\n\r\n", StringComparison.Ordinal) ? "" : "\r\n")));

    private static string Header(string name, string value) => $"{name}: {value}\r\n";

    private static string Name(string name) => UploadRequests.Metadata(name);
}
