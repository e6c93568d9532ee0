using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Faults;

/// <summary>Whatever keeps the program from starting: one sentence on stderr with the name of the setting, exit code 2, nothing on stdout.</summary>
public sealed class StartFaultTests : IDisposable
{
    private const int AtOnce = 4;
    private const int Nobody = 65534;

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-faults-").FullName;
    private readonly List<Case> cases = [];

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Data_directory_that_cannot_be_used()
    {
        File.WriteAllText(Path.Combine(directory, "file"), "");
        Add("Parhelion:DataDirectory is '{0}', which cannot be used: a file is in the way", "file");
        Add("Parhelion:DataDirectory is '{0}', which cannot be used", "file/below");
        Add("where 'lock' is a folder and must be a file", "lock", folder => Directory.CreateDirectory(Path.Combine(folder, "lock")));
        Add("whose master.key does not hold 32 bytes in base64", "garbage", folder => File.WriteAllText(Path.Combine(folder, "master.key"), "garbage"));
        Add("whose master.key does not hold 32 bytes in base64", "short", folder => File.WriteAllText(Path.Combine(folder, "master.key"), "c2hvcnQ="));
        Add("where 'master.key' is a folder", "key", folder => Directory.CreateDirectory(Path.Combine(folder, "master.key")));
        Add("where 'parhelion.db' is a folder", "database", folder => Directory.CreateDirectory(Path.Combine(folder, "parhelion.db")));
        Add("whose parhelion.db cannot be used: it is not a SQLite database", "random", folder => File.WriteAllText(Path.Combine(folder, "parhelion.db"), new string('x', 20_000)));
        Add("The database has schema version 9999", "newer", MakeNewer);
        Add("which cannot be used: a file is in the way", "staging", folder => File.WriteAllText(Path.Combine(folder, "staging"), ""));
        Add("which cannot be used: a file is in the way", "blobs", folder => File.WriteAllText(Path.Combine(folder, "blobs"), ""));
        await AssertAsync();
    }

    [Fact]
    public async Task What_the_user_may_not_read_or_write()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("Needs root, to be somebody else.");
        Allow(directory, "755");
        Add("where 'lock' cannot be used: Access to the path", "folder", isNobody: true);
        Add("which cannot be used: Access to the path", "below/another", folder => Allow(Path.GetDirectoryName(folder)!, "700"), isNobody: true);
        Add("where 'master.key' cannot be used: Access to the path", "unreadable", folder => WriteForRoot(folder, "master.key"), isNobody: true);
        Add("which cannot be used: Access to the path", "database", folder => WriteForRoot(folder, "parhelion.db"), isNobody: true);
        Add("whose parhelion.db cannot be used: it is read-only", "readonly", MakeReadOnly, isNobody: true);
        Add("which cannot be used: Access to the path", "stage", MakeUnwritableStore, isNobody: true);
        AddArguments("urls is 'http://127.0.0.1:80', but the user 'nobody' (uid 65534) may not listen there", ["--urls", "http://127.0.0.1:80"], isNobody: true);
        await AssertAsync();
    }

    [Fact]
    public async Task Address_that_cannot_be_listened_on()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");
        File.WriteAllText(Path.Combine(directory, "socket"), "");
        AddUrls($"urls is '{taken}', but another program listens there", taken);
        AddUrls($"urls is '{taken}', but another program listens there", $"http://127.0.0.1:0;{taken}");
        AddUrls("urls is 'http://192.0.2.1:5480', which this machine does not have", "http://192.0.2.1:5480");
        foreach (var malformed in (string[])["foo", "http://1.2.3.4.5:80", "http://127.0.0.1:99999", "http://127.0.0.1:port", "ftp://127.0.0.1:1", "http://127.0.0.1:0/base", "http://[::1"])
        {
            AddUrls($"urls is '{malformed}'; it must be an address such as", malformed);
        }

        AddUrls("a path of at most 107 bytes", "http://unix:/tmp/" + new string('a', 120));
        AddUrls("whose folder is missing", $"http://unix:{directory}/missing/http.sock");
        AddUrls("but that file exists already", $"http://unix:{directory}/socket");
        AddArguments("http_ports is 'http://*:port'", ["--http_ports=port"]);
        AddArguments("Kestrel:Endpoints:Web:Url is missing", ["--Kestrel:Endpoints:Web:Protocols=Http1"]);
        await AssertAsync();
    }

    // A probe of the port, such as that of Kubernetes, would call the server ready.
    [Fact]
    public async Task Address_is_tried_without_listening_there_before_the_server_is_ready()
    {
        Engines.Require("strace");
        var trace = Path.Combine(directory, "trace");
        var program = new ServerProgram(["strace", "-D", "-f", "-o", trace, "-e", "trace=bind,listen", "--", .. ServerProgram.Built.Words])
        {
            // Its diagnostics listen, too.
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_EnableDiagnostics"] = "0" },
        };

        await using (await ServerProcess.StartAsync(Path.Combine(directory, "data"), program))
        {
            var calls = await File.ReadAllLinesAsync(trace, TestContext.Current.CancellationToken);

            Assert.Equal(2, calls.Count(call => call.Contains(" bind(", StringComparison.Ordinal)));
            Assert.Single(calls, call => call.Contains(" listen(", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Certificate_that_cannot_be_used()
    {
        var garbage = Path.Combine(directory, "garbage.pem");
        File.WriteAllText(garbage, "garbage");
        string[] endpoint = ["--Kestrel:Endpoints:Web:Url=https://127.0.0.1:0"];
        AddArguments("Kestrel:Endpoints:Web:Certificate:Path is missing", endpoint);
        AddArguments("Kestrel:Endpoints:Web:Certificate:Path is '/nowhere.pem', which cannot be read", [.. endpoint, "--Kestrel:Endpoints:Web:Certificate:Path=/nowhere.pem"]);
        AddArguments("which is not a usable certificate", [.. endpoint, $"--Kestrel:Endpoints:Web:Certificate:Path={garbage}", "--Kestrel:Endpoints:Web:Certificate:Password=hush"]);
        AddArguments("which is not a usable certificate", [.. endpoint, $"--Kestrel:Endpoints:Web:Certificate:Path={garbage}", $"--Kestrel:Endpoints:Web:Certificate:KeyPath={garbage}"]);
        AddArguments("Kestrel:Certificates:Default:Path is missing", ["--urls", "https://127.0.0.1:0"]);
        await AssertAsync();
    }

    [Fact]
    public async Task Arguments_and_files_that_are_no_settings()
    {
        string[] urls = ["--urls", "http://127.0.0.1:0"];
        AddArguments("'extra' is not a valid argument", [.. urls, "extra"]);
        AddArguments("'--verbose' is not a valid argument", [.. urls, "--verbose"]);
        AddArguments("'--Parhelio:PublicBaseUrl' is not a valid argument", [.. urls, "--Parhelio:PublicBaseUrl=http://x"]);
        AddArguments("--Parhelion:PublicBaseUrl has no value", [.. urls, "--Parhelion:PublicBaseUrl"]);
        AddArguments("Logging:LogLevel:Default is 'Nonsense'", [.. urls, "--Logging:LogLevel:Default=Nonsense"]);
        AddArguments("contentRoot is", [.. urls, "--contentRoot=/nowhere"]);
        cases.Add(new Case("'srve' is not a command", ["srve"]));
        cases.Add(new Case("'--byte' is not a valid argument", ["verify", "--byte"]));
        foreach (var (name, text) in ((string, string)[])[("broken", "{ \"Parhelion\": {"), ("array", "[]")])
        {
            var folder = Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
            File.WriteAllText(Path.Combine(folder, "appsettings.json"), text);
            AddArguments("appsettings.json'", urls, workingDirectory: folder);
        }

        await AssertAsync();
    }

    [Fact]
    public async Task Store_that_cannot_be_reached()
    {
        string[] s3 = ["--urls", "http://127.0.0.1:0", "--Parhelion:Blobs:Provider=S3", "--Parhelion:Blobs:S3:Endpoint=http://127.0.0.1:1", "--Parhelion:Blobs:S3:Bucket=files"];
        AddArguments("Parhelion:Blobs:S3:Bucket is 'files' at http://127.0.0.1:1, which cannot be used", [.. s3, "--Parhelion:Blobs:S3:AccessKey=a", "--Parhelion:Blobs:S3:SecretKey=hush"]);
        await AssertAsync();
    }

    private void Add(string expected, string name, Action<string>? prepare = null, bool isNobody = false)
    {
        var folder = Path.Combine(directory, name);
        if (!File.Exists(Path.Combine(directory, name.Split('/')[0]))) Directory.CreateDirectory(prepare is null || !name.Contains('/', StringComparison.Ordinal) ? folder : Path.GetDirectoryName(folder)!);
        prepare?.Invoke(folder);
        cases.Add(new Case(string.Format(CultureInfo.InvariantCulture, expected, folder), ["--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={folder}"], isNobody));
    }

    private void AddUrls(string expected, string urls) => AddArguments(expected, ["--urls", urls]);

    private void AddArguments(string expected, string[] arguments, bool isNobody = false, string? workingDirectory = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory, $"data-{cases.Count}")).FullName;
        Allow(folder, "777");
        cases.Add(new Case(expected, [.. arguments, $"--Parhelion:DataDirectory={folder}"], isNobody, workingDirectory));
    }

    private async Task AssertAsync()
    {
        var faults = new List<string>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (one, _) =>
        {
            var (code, output, errors) = await RunAsync(one);
            var isRight = code == 2 && output.Length == 0 && errors.Trim().Split('\n').Length == 1 && errors.Contains(one.Expected, StringComparison.Ordinal)
                && errors.EndsWith(".\n", StringComparison.Ordinal) && !errors.Contains("hush", StringComparison.Ordinal);
            if (isRight) return;
            lock (faults) faults.Add($"expected: {one.Expected}\nexit code {code}\n{errors}\n{output}");
        });

        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(Case one)
    {
        using var program = ServerProcess.Start(one.Arguments, one.WorkingDirectory ?? directory, one.IsNobody ? ["setpriv", $"--reuid={Nobody}", "--clear-groups", "--inh-caps=-all"] : []);
        return await program.ReadToEndAsync();
    }

    private static void Allow(string path, string octal)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(octal, 8));
    }

    private static void MakeNewer(string folder) => MakeDatabase(
        folder, "CREATE TABLE schema_versions (version BIGINT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL); INSERT INTO schema_versions VALUES (9999, 0)");

    private static void MakeDatabase(string folder, string text)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "parhelion.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static void MakeReadOnly(string folder)
    {
        MakeDatabase(folder, "CREATE TABLE numbers (n INTEGER)");
        Allow(folder, "777");
        Allow(Path.Combine(folder, "parhelion.db"), "444");
    }

    private static void MakeUnwritableStore(string folder)
    {
        Allow(folder, "777");
        foreach (var name in (string[])["blobs", "staging"]) Directory.CreateDirectory(Path.Combine(folder, name));
    }

    private static void WriteForRoot(string folder, string name)
    {
        Allow(folder, "777");
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, "");
        Allow(file, "600");
    }

    private sealed record Case(string Expected, string[] Arguments, bool IsNobody = false, string? WorkingDirectory = null);
}
