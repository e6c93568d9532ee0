using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Verbs;

/// <summary>Every verb that touches a database, and every way in which that may fail: one sentence on stderr, a documented exit code, and nothing is called lost.</summary>
public sealed class FailingDatabaseTests
{
    private const string Page = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

    // An empty list: it compares hashes, and needs no clamd.
    private const string Scan = "scan --Parhelion:Files:RefusedHashes=/dev/null";

    private static readonly string[] Verbs = ["verify", "quarantine take", "adopt", "keys list", "audit", Scan, "refusals", "migrate from", "migrate to"];

    private readonly ConcurrentQueue<string> findings = [];

    [Fact]
    public async Task Verb_whose_PostgreSQL_fails_ends_with_a_sentence()
    {
        await using var home = await Home.OpenAsync(HomeKind.PostgresDisk);
        await using var files = await Home.OpenAsync(HomeKind.SqliteDisk);
        await using var empty = await Home.OpenAsync(HomeKind.PostgresDisk, hasSchema: false);
        foreach (var one in (Home[])[home, files])
        {
            await using var server = await ParhelionServer.StartAsync(one.Configure, TestContext.Current.CancellationToken);
            await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        }

        var right = new NpgsqlConnectionStringBuilder(home.Settings["Database:ConnectionString"]) { CommandTimeout = 2 };
        var cases = Verbs.SelectMany(verb => Wrong(right, empty).Select(wrong => Run(home, files, verb, wrong.Name, wrong.ConnectionString)))
            .Concat(Verbs.SelectMany(verb => Enum.GetValues<LineFault>().Select(fault => RunOnLineAsync(home, files, verb, fault, right))));

        await Task.WhenAll(cases);

        Assert.True(findings.IsEmpty, string.Join("\n\n", findings));
    }

    [Fact]
    public async Task Verb_whose_SQLite_file_fails_ends_with_a_sentence()
    {
        await using var whole = await Home.OpenAsync(HomeKind.SqliteDisk);
        await using (var server = await ParhelionServer.StartAsync(whole.Configure, TestContext.Current.CancellationToken))
        {
            for (var i = 0; i < 50; i++) await Uploads.UploadAsync(server, Uploads.Png, "a.png");
        }

        await using var backup = await Home.OpenAsync(HomeKind.SqliteDisk);
        Assert.Equal(0, (await VerbRun.OfAsync(["backup", backup.Directory, $"--Parhelion:DataDirectory={whole.Directory}"])).ExitCode);
        foreach (var (name, damage) in Damages())
        {
            foreach (var verb in (string[])["verify", "quarantine take", "adopt", "keys list", "audit", Scan, "refusals", "backup", "restore", "migrate from"])
            {
                await using var home = await Home.OpenAsync(HomeKind.SqliteDisk);
                Copy(verb == "restore" ? backup.Directory : whole.Directory, home.Directory);
                damage(Path.Combine(home.Directory, "parhelion.db"));
                string[] words = verb switch
                {
                    "migrate from" => ["migrate", $"--To:DataDirectory={home.Directory}-new"],
                    "backup" => ["backup", $"{home.Directory}-backup"],
                    "restore" => ["restore", home.Directory],
                    _ => verb.Split(' '),
                };
                var folder = verb == "restore" ? $"{home.Directory}-restored" : home.Directory;
                await CheckAsync(verb, name, [.. words, $"--Parhelion:DataDirectory={folder}"]);
                foreach (var made in Directory.GetDirectories(Path.GetTempPath(), $"{Path.GetFileName(home.Directory)}-*")) Directory.Delete(made, recursive: true);
            }
        }

        Assert.True(findings.IsEmpty, string.Join("\n\n", findings));
    }

    // Before any connection is made: what the settings name is not there, or is something else.
    private static IEnumerable<(string Name, string ConnectionString)> Wrong(NpgsqlConnectionStringBuilder right, Home empty) =>
    [
        ("PostgreSQL is stopped", new NpgsqlConnectionStringBuilder(right.ConnectionString) { Host = "127.0.0.1", Port = 1 }.ConnectionString),
        ("wrong password", new NpgsqlConnectionStringBuilder(right.ConnectionString) { Password = "hush" }.ConnectionString),
        ("no such database", new NpgsqlConnectionStringBuilder(right.ConnectionString) { Database = "nowhere" }.ConnectionString),
        ("no such user", new NpgsqlConnectionStringBuilder(right.ConnectionString) { Username = "nobody" }.ConnectionString),
        ("an empty database", empty.Settings["Database:ConnectionString"]),
    ];

    private static IEnumerable<(string Name, Action<string> Damage)> Damages() =>
    [
        ("garbage", file => File.WriteAllText(file, new string('x', 20_000))),
        ("empty", file => File.WriteAllBytes(file, [])),
        ("a folder", file =>
        {
            File.Delete(file);
            Directory.CreateDirectory(file);
        }),
        ("half of it", file => File.WriteAllBytes(file, File.ReadAllBytes(file)[..(int)(new FileInfo(file).Length / 2)])),
        ("pages overwritten", file =>
        {
            var bytes = File.ReadAllBytes(file);
            Array.Fill(bytes, (byte)0x5A, 4096, bytes.Length - 4096);
            File.WriteAllBytes(file, bytes);
        }),
    ];

    private async Task RunOnLineAsync(Home home, Home files, string verb, LineFault fault, NpgsqlConnectionStringBuilder right)
    {
        // From the beginning, and from somewhere in the middle.
        await using var fresh = await PostgresServer.CreateDatabaseAsync();
        var target = verb == "migrate to" ? new NpgsqlConnectionStringBuilder(fresh.ConnectionString) { CommandTimeout = 2 } : right;
        await using var line = new FailingLine(target, fault, Random.Shared.Next(3) == 0 ? 0 : Random.Shared.Next(2, 12));
        await Run(home, files, verb, $"{fault} after {line.After} answers", line.ConnectionString);
    }

    private async Task Run(Home home, Home files, string verb, string name, string connectionString)
    {
        var directory = Directory.CreateDirectory(Path.Combine(home.Directory, Guid.NewGuid().ToString("N"))).FullName;
        foreach (var folder in (string[])["blobs", "staging"]) Copy(Path.Combine(home.Directory, folder), Path.Combine(directory, folder));
        var section = verb == "migrate to" ? "To" : "Parhelion";
        List<string> words = [.. verb.Split(' '), $"--{section}:DataDirectory={directory}", $"--{section}:Database:Provider=Postgres", $"--{section}:Database:ConnectionString={connectionString}"];
        if (section == "To") words.Add($"--Parhelion:DataDirectory={files.Directory}");
        else words.Add($"--Parhelion:Secrets:MasterKey={home.Settings["Secrets:MasterKey"]}");
        if (verb == "migrate from") words.Add($"--To:DataDirectory={directory}-new");
        if (verb.StartsWith("migrate", StringComparison.Ordinal)) words.RemoveAt(1);
        await CheckAsync(verb, name, [.. words]);
    }

    private async Task CheckAsync(string verb, string name, string[] words)
    {
        var run = await VerbRun.OfAsync(words);
        // A line may fail behind the last answer that a verb needs, and damage may be where it does not look.
        var isUnharmed = run.ExitCode is 0 or 1 && run.Errors.Length == 0;
        var fault = isUnharmed ? null : run.FaultOfFailure() ?? (run.Errors.Contains("hush", StringComparison.Ordinal) ? "a password is shown" : null);
        TestContext.Current.TestOutputHelper!.WriteLine($"{verb}, {name}: {run.ExitCode} {run.Errors.Trim()}");
        if (fault is not null) findings.Enqueue($"{verb}, {name}: {fault}\n{run}");
    }

    private static void Copy(string from, string to)
    {
        if (!Directory.Exists(from)) return;
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, file.Replace(from, to, StringComparison.Ordinal), overwrite: true);
    }

    /// <summary>How a line to PostgreSQL fails.</summary>
    private enum LineFault
    {
        /// <summary>It is closed, and so is every later one.</summary>
        Closed,

        /// <summary>Nothing comes any more.</summary>
        Silent,

        /// <summary>Something else answers.</summary>
        Foreign,
    }

    /// <summary>Stands between the verb and PostgreSQL, and fails after so many answers for good.</summary>
    private sealed class FailingLine : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource end = new();
        private readonly NpgsqlConnectionStringBuilder target;
        private readonly LineFault fault;
        private int answers;

        public FailingLine(NpgsqlConnectionStringBuilder target, LineFault fault, int after)
        {
            (this.target, this.fault, After) = (target, fault, after);
            listener.Start();
            _ = AcceptAsync();
        }

        public int After { get; }

        public string ConnectionString =>
            new NpgsqlConnectionStringBuilder(target.ConnectionString) { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, Timeout = 2 }.ConnectionString;

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            listener.Dispose();
            end.Dispose();
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true) _ = ServeAsync(await listener.AcceptSocketAsync(end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The end of the case.
            }
        }

        private async Task ServeAsync(Socket near)
        {
            using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
            using (near)
            {
                try
                {
                    await far.ConnectAsync(target.Host!, target.Port, end.Token);
                    await Task.WhenAny(CopyAsync(near, far, isAnswer: false), CopyAsync(far, near, isAnswer: true));
                }
                catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
                {
                    // One of the two has gone.
                }
            }
        }

        private async Task CopyAsync(Socket from, Socket to, bool isAnswer)
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer, end.Token) is > 0 and var length)
            {
                if (isAnswer && Interlocked.Increment(ref answers) > After)
                {
                    if (fault == LineFault.Silent) await Task.Delay(Timeout.Infinite, end.Token);
                    if (fault == LineFault.Foreign) await to.SendAsync(System.Text.Encoding.ASCII.GetBytes(Page), end.Token);
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, length), end.Token);
            }
        }
    }
}
