using System.Diagnostics;
using System.Globalization;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Load;

/// <summary>A PostgreSQL of its own, a folder for the blobs that all nodes share, and nodes over both.</summary>
internal sealed class ScaleHome : IAsyncDisposable
{
    private static readonly string MasterKey = Convert.ToBase64String(new byte[32]);

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-scale-").FullName;
    private string connection = "";

    private string Engine => Path.Combine(directory, "engine");

    public static async Task<ScaleHome> StartAsync(bool durable)
    {
        var home = new ScaleHome();
        // The engine drops to a user of its own, who must be able to enter.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(home.directory, (UnixFileMode)0b111_101_101);
        var output = await home.EngineAsync("start", ("PORT", FreePort()), ("DURABLE", durable ? "yes" : "no"));
        home.connection = output.Split('\n').First(line => line.StartsWith("CONNECTION=", StringComparison.Ordinal))["CONNECTION=".Length..].Trim('\'', '"');
        await home.QueryAsync("CREATE DATABASE parhelion");
        home.connection = home.connection.Replace("Database=postgres", "Database=parhelion", StringComparison.Ordinal);
        return home;
    }

    /// <summary>A node. The credentials of the first are those of all.</summary>
    public async Task<ServerProcess> NodeAsync(int number)
    {
        var folder = Directory.CreateDirectory(Path.Combine(directory, $"node{number}")).FullName;
        var credentials = Path.Combine(directory, "node0", "credentials.json");
        if (number > 0)
        {
            File.Copy(credentials, Path.Combine(folder, "credentials.json"), overwrite: true);
            File.CreateSymbolicLink(Path.Combine(folder, "blobs"), Path.Combine(directory, "node0", "blobs"));
        }

        return await ServerProcess.StartAsync(
            folder, "Durability=Os", "Media:CatalogEntries=100", "Database:Provider=Postgres", $"Database:ConnectionString={connection}", $"Secrets:MasterKey={MasterKey}");
    }

    /// <summary>Puts attachments of an app into the table, without bytes.</summary>
    public async Task SeedAsync(string appId, long rows, string name)
    {
        for (long from = 0; from < rows; from += 1_000_000)
        {
            var to = Math.Min(from + 1_000_000, rows) - 1;
            await QueryAsync($"""
                INSERT INTO attachments (token, id, app_id, for_message, held_by, file_name, media_type, size, sha256, created_at, access)
                SELECT {Token("i")}, lpad(to_hex(i + 1000000000), 24, '0'),
                    '{appId}', 0, 'app', '{name}', 'image/jpeg', 4096, sha256(i::text::bytea), 1700000000000 + i, 'public'
                FROM generate_series({from}, {to}) AS i
                """);
        }

        await QueryAsync("VACUUM ANALYZE attachments");
    }

    /// <summary>Tokens of seeded attachments, at random.</summary>
    public async Task<IReadOnlyList<string>> TokensAsync(long rows, long count) =>
        (await QueryAsync($"SELECT {Token("i")} FROM (SELECT floor(random() * {rows})::bigint AS i FROM generate_series(1, {count})) AS picked"))
        .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async Task<string> SizeAsync() => (await QueryAsync("SELECT pg_size_pretty(pg_database_size(current_database()))")).Trim();

    /// <summary>CPU time of all its processes, those that have ended included.</summary>
    public double DatabaseCpuSeconds()
    {
        var postmaster = int.Parse(File.ReadLines(Path.Combine(Engine, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        var sum = ServerProcess.CpuSecondsOf(postmaster, withEnded: true);
        foreach (var child in File.ReadAllText($"/proc/{postmaster}/task/{postmaster}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            sum += ServerProcess.CpuSecondsOf(int.Parse(child, CultureInfo.InvariantCulture), withEnded: false);
        }

        return sum;
    }

    public async ValueTask DisposeAsync()
    {
        await EngineAsync("stop");
        Directory.Delete(directory, recursive: true);
    }

    // Random to look at, and known without asking.
    private static string Token(string number) => $"translate(encode(substring(sha256({number}::text::bytea) FOR 18), 'base64'), '+/', '-_')";

    private static string FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private Task<string> QueryAsync(string text)
    {
        var parts = connection.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).ToDictionary(part => part[0].Trim(), part => part[1], StringComparer.OrdinalIgnoreCase);
        return RunAsync(
            "psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", "-h", parts["Host"], "-p", parts["Port"], "-U", parts["Username"], "-d", parts.GetValueOrDefault("Database", "postgres"), "-c", text],
            ("PGPASSWORD", parts["Password"]));
    }

    private Task<string> EngineAsync(string command, params (string Name, string Value)[] environment) =>
        RunAsync(Path.Combine("eng", "postgres.sh"), [command, Engine], environment);

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
