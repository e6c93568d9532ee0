using System.Diagnostics;
using Parhelion.Core.Blobs;
using Parhelion.Postgres;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Verbs;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Homes;

/// <summary>Where a server of the tests lives: which database, which store. What it keeps there is there for the next server that moves in, and
/// is gone with the home.</summary>
public sealed class Home : IAsyncDisposable
{
    private static readonly TimeSpan SweepLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan SweepPause = TimeSpan.FromSeconds(1);

    // A database with the schema in it, to be copied: to make the schema takes longer than many a test. It goes with the engine.
    private static readonly Lazy<Task<EmptyDatabase>> Schema = new(MakeSchemaAsync);

    private readonly List<IAsyncDisposable> engines = [];
    private readonly List<string> directories = [];

    private Home(HomeKind kind) => (Kind, Directory) = (kind, AddDirectory());

    /// <summary>Homes that nodes share: one S3 engine, or each with <c>./run test --all</c>.</summary>
    public static IReadOnlyList<HomeKind> Shared { get; } = Sampling.Some([HomeKind.PostgresCeph, HomeKind.PostgresSwift], 1);

    /// <summary>What it is made of.</summary>
    public HomeKind Kind { get; }

    /// <summary>The data directory.</summary>
    public string Directory { get; }

    /// <summary>What a server must be told to live here, beside the data directory; names below <c>Parhelion</c>.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Prepares a home; skips the running test where its engines cannot be had.</summary>
    /// <param name="kind">What it is made of.</param>
    /// <param name="hasSchema">Whether PostgreSQL has the schema already, without any rows; otherwise the database is empty.</param>
    public static async Task<Home> OpenAsync(HomeKind kind, bool hasSchema = true)
    {
        var home = new Home(kind);
        if (kind is HomeKind.PostgresDisk or HomeKind.PostgresCeph or HomeKind.PostgresSwift) await home.AddPostgresAsync(hasSchema ? await Schema.Value : null);
        if (kind is HomeKind.SqliteCeph or HomeKind.PostgresCeph) await home.AddStoreAsync("ceph");
        if (kind is HomeKind.PostgresSwift) await home.AddStoreAsync("swift");
        return home;
    }

    /// <summary>Moves a server of this process in.</summary>
    public void Configure(ParhelionServerOptions options)
    {
        options.DataDirectory = Directory;
        foreach (var (name, value) in Settings) options.Settings[name] = value;
    }

    /// <summary>Moves one more node in beside a server that is there: over the same rows and bytes, with a folder of its own for the rest.</summary>
    public void ConfigureAnotherNode(ParhelionServerOptions options)
    {
        Configure(options);
        options.DataDirectory = AddNode();
    }

    /// <summary>The folder of one more node. Blobs that are files are shared, as by a network file system.</summary>
    public string AddNode()
    {
        var directory = AddDirectory();
        File.Copy(Path.Combine(Directory, "credentials.json"), Path.Combine(directory, "credentials.json"));
        var blobs = Path.Combine(Directory, "blobs");
        if (System.IO.Directory.Exists(blobs)) File.CreateSymbolicLink(Path.Combine(directory, "blobs"), blobs);
        return directory;
    }

    /// <summary>The shortest age of a blob without a row that a server takes: where nodes share a database it is a minute.</summary>
    public string ShortOrphanAge => Settings.ContainsKey("Database:Provider") ? "Sweep:OrphanAge=00:01:00" : "Sweep:OrphanAge=00:00:01";

    /// <summary>Has a server take what is left over as early as it may.</summary>
    public string[] EarlySweep => Settings.ContainsKey("Database:Provider") ? ["Sweep:OrphanAge=00:01:00", "Sweep:OrphanInterval=00:00:05"] : ["Sweep:OrphanAge=00:00:00"];

    /// <summary>Has blobs that are files, published, staged or partial, seem to be older than they are.</summary>
    public void MakeBlobsOlder(TimeSpan age)
    {
        foreach (var folder in ((string[])["blobs", "staging", "partial"]).Select(name => Path.Combine(Directory, name)).Where(System.IO.Directory.Exists))
        {
            foreach (var file in System.IO.Directory.GetFiles(folder, "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file) - age);
        }
    }

    /// <summary>Moves a server in that is a process of its own.</summary>
    internal Task<ServerProcess> StartProcessAsync(params string[] settings) => StartProcessInAsync(Directory, settings);

    /// <summary>The same in the folder of one of several nodes.</summary>
    internal Task<ServerProcess> StartProcessInAsync(string directory, params string[] settings) =>
        ServerProcess.StartAsync(directory, [.. Settings.Select(setting => $"{setting.Key}={setting.Value}"), .. settings]);

    /// <summary>The same, with a clock that is ahead of the others by so much.</summary>
    internal Task<ServerProcess> StartProcessInAsync(string directory, TimeSpan ahead, params string[] settings) => ahead == TimeSpan.Zero
        ? StartProcessInAsync(directory, settings)
        : ServerProcess.StartAsync(directory, WrongClock.Environment(ahead), [.. Settings.Select(setting => $"{setting.Key}={setting.Value}"), .. settings]);

    /// <summary>The <c>verify</c> verb; what it said, and its exit code.</summary>
    internal Task<(int ExitCode, string Output)> VerifyAsync(params string[] more) =>
        ServerProcess.RunAsync(["verify", .. VerifyArguments, .. more]);

    private string[] VerifyArguments => [$"--Parhelion:{ShortOrphanAge}", $"--Parhelion:DataDirectory={Directory}", "--Parhelion:Images:Enabled=false", .. Settings.Select(setting => $"--Parhelion:{setting.Key}={setting.Value}")];

    /// <summary>Waits until the server that runs here has taken what has no row, and then has the program verify every byte; what it said, and its exit
    /// code.</summary>
    internal async Task<(int ExitCode, string Output)> VerifyWhenSweptAsync()
    {
        // In this process: to ask with a program each time took a core for the minute that a blob must be old.
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < SweepLimit && (await VerbRun.OfAsync(["verify", .. VerifyArguments])).ExitCode != 0;)
        {
            await Task.Delay(SweepPause, TestContext.Current.CancellationToken);
        }

        return await VerifyAsync("--bytes");
    }

    /// <summary>Moves all blobs without a row into the quarantine, however many; what the verb said, and its exit code.</summary>
    internal Task<(int ExitCode, string Output)> TakeOrphansAsync() => ServerProcess.RunAsync(
        ["quarantine", "take", $"--Parhelion:DataDirectory={Directory}", $"--Parhelion:{ShortOrphanAge}", .. Settings.Select(setting => $"--Parhelion:{setting.Key}={setting.Value}")]);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var engine in engines) await engine.DisposeAsync();
        foreach (var directory in directories) System.IO.Directory.Delete(directory, recursive: true);
    }

    private static async Task<EmptyDatabase> MakeSchemaAsync()
    {
        var database = await PostgresServer.CreateDatabaseAsync();
        await using var node = new PostgresDatabase(database.ConnectionString, Durability.Os, TimeProvider.System);
        await node.MigrateAsync(CancellationToken.None);
        return database;
    }

    private async Task AddPostgresAsync(EmptyDatabase? template)
    {
        var database = await PostgresServer.CreateDatabaseAsync(template);
        engines.Add(database);
        Settings["Database:Provider"] = "Postgres";
        Settings["Database:ConnectionString"] = database.ConnectionString;
        Settings["Secrets:MasterKey"] = Convert.ToBase64String(new byte[32]);
    }

    private async Task AddStoreAsync(string name)
    {
        var store = await S3Engine.GetAsync(name);
        foreach (var (setting, value) in store.Settings(await store.NewBucketAsync())) Settings[setting] = value;
    }

    private string AddDirectory()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("parhelion-home-").FullName;
        directories.Add(directory);
        return directory;
    }
}
