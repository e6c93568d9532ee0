using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Postgres;
using Parhelion.S3;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Moving;

/// <summary>A home for an installation of a test, of one kind or another: made empty, and cleared away afterwards.</summary>
internal abstract class TestHome : IAsyncDisposable
{
    /// <summary>From which kind of home to which.</summary>
    public static IReadOnlyList<(string From, string To)> Ways { get; } = [(Files, Files), (Files, Swift), (Ceph, Files)];

    /// <summary>SQLite and a folder.</summary>
    public const string Files = "files";

    /// <summary>PostgreSQL and Ceph.</summary>
    public const string Ceph = "PostgreSQL and Ceph";

    /// <summary>PostgreSQL and Swift.</summary>
    public const string Swift = "PostgreSQL and Swift";

    /// <summary>Data directory; it holds the secrets in any case.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("parhelion-home-").FullName;

    /// <summary>Settings of its storage beside the data directory, by their name below the section.</summary>
    public virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What a server must be told beside, and a move must not.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> Secrets => [];

    /// <summary>An empty home of this kind.</summary>
    public static async Task<TestHome> CreateAsync(string kind) => kind switch
    {
        Files => new FilesHome(),
        Ceph => new EnginesHome(await Home.OpenAsync(HomeKind.PostgresCeph, hasSchema: false)),
        Swift => new EnginesHome(await Home.OpenAsync(HomeKind.PostgresSwift, hasSchema: false)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such kind of home."),
    };

    /// <summary>Its rows, as they are, without a server.</summary>
    public abstract Database OpenDatabase();

    /// <summary>Its bytes.</summary>
    public abstract IBlobStore OpenBlobs();

    /// <summary>Has <c>verify</c> count every staged file as a fault. Where nodes share a database, those of the last minute never count.</summary>
    public virtual string ShortOrphanAge => "--Parhelion:Sweep:OrphanAge=00:00:00";

    /// <summary>The home as command line, under a section.</summary>
    public IEnumerable<string> Arguments(string section) =>
        Settings.Concat(section == "Parhelion" ? Secrets : []).Prepend(KeyValuePair.Create("DataDirectory", Directory))
            .Select(setting => $"--{section}:{setting.Key}={setting.Value}");

    /// <summary>A server that lives here.</summary>
    public Task<ParhelionServer> ServeAsync(Action<ParhelionServerOptions>? configure = null) => ParhelionServer.StartAsync(
        options =>
        {
            options.DataDirectory = Directory;
            foreach (var (name, value) in Settings.Concat(Secrets)) options.Settings[name] = value;
            // The port changes from start to start; media URLs must not.
            options.Settings["MediaBaseUrl"] = "http://media.example";
            options.Settings["Durability"] = "Os";
            options.Settings["Deletion:StepRows"] = "40";
            configure?.Invoke(options);
        },
        TestContext.Current.CancellationToken);

    /// <summary>Every row of every table.</summary>
    public async Task<List<string>> DumpAsync()
    {
        await using var database = OpenDatabase();
        var lines = new List<string>();
        foreach (var table in (string[])
            ["apps", "keys", "integrations", "webhooks", "users", "conversations", "participants", "clients", "client_associations", "conversion_events", "messages", "message_attachments", "webhook_deliveries", "cascades", "pending_user_removals", "upload_links", "oauth_codes", "simulated_deliveries", "app_usage", "app_usage_days", "app_usage_changes", "removals", "attachments"])
        {
            lines.AddRange(await database.ReadAsync(
                (session, token) => session.Sql($"SELECT * FROM {table}").AllAsync(
                    row => $"{table}: {string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => row.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : $"{row.GetValue(i)}"))}", token),
                TestContext.Current.CancellationToken));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>How many rows a table has.</summary>
    public async Task<long> CountAsync(string table)
    {
        await using var database = OpenDatabase();
        return await database.ReadAsync((session, token) => session.Sql($"SELECT COUNT(*) FROM {table}").FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);
    }

    /// <summary>Keys of the blobs that are stored.</summary>
    public async Task<HashSet<BlobKey>> BlobsAsync()
    {
        return await OpenBlobs().ListAsync(TestContext.Current.CancellationToken)
            .Where(entry => entry.State == BlobListingEntryKind.Complete).Select(entry => entry.Key!.Value).ToHashSetAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>Puts other bytes in place of a blob; none: it is lost.</summary>
    public async Task ReplaceAsync(BlobKey key, byte[]? bytes)
    {
        var blobs = OpenBlobs();
        Assert.Empty(await blobs.DeleteAsync([key], TestContext.Current.CancellationToken));
        if (bytes is not null) await blobs.WriteAsync(key, System.IO.Pipelines.PipeReader.Create(new(bytes)), TestContext.Current.CancellationToken);
        // A store that stays open keeps its segment: nobody else may delete it when it is empty.
        (blobs as IDisposable)?.Dispose();
    }

    public virtual ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return default;
    }

    private sealed class EnginesHome(Home home) : TestHome
    {
        public override string ShortOrphanAge => $"--Parhelion:{home.ShortOrphanAge}";

        public override IReadOnlyDictionary<string, string> Settings { get; } =
            home.Settings.Where(setting => setting.Key != MasterKey).ToDictionary(StringComparer.Ordinal);

        // The one that a move has brought, or a new one.
        protected override IEnumerable<KeyValuePair<string, string>> Secrets
        {
            get
            {
                var file = Path.Combine(Directory, "master.key");
                if (!File.Exists(file)) File.WriteAllText(file, home.Settings[MasterKey]);
                return [KeyValuePair.Create(MasterKey, File.ReadAllText(file).Trim())];
            }
        }

        private const string MasterKey = "Secrets:MasterKey";

        public override Database OpenDatabase() => new PostgresDatabase(Settings["Database:ConnectionString"], Durability.Os, TimeProvider.System);

        public override IBlobStore OpenBlobs() => new S3BlobStore(
            new S3Options
            {
                Endpoint = new Uri(Settings["Blobs:S3:Endpoint"]),
                Region = Settings["Blobs:S3:Region"],
                Bucket = Settings["Blobs:S3:Bucket"],
                AccessKey = Settings["Blobs:S3:AccessKey"],
                SecretKey = Settings["Blobs:S3:SecretKey"],
            },
            Directory);

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await home.DisposeAsync();
        }
    }

    private sealed class FilesHome : TestHome
    {
        // A copy of an installation that has its key in its settings needs it there, as the report of the move says.
        protected override IEnumerable<KeyValuePair<string, string>> Secrets =>
            File.Exists(Path.Combine(Directory, "credentials.json")) && !File.Exists(Path.Combine(Directory, "master.key"))
                ? [KeyValuePair.Create("Secrets:MasterKey", Convert.ToBase64String(new byte[32]))]
                : [];

        public override Database OpenDatabase() => new SqliteDatabase(Path.Combine(Directory, "parhelion.db"), Durability.Os, TimeProvider.System);

        public override IBlobStore OpenBlobs() => new DiskBlobStore(Directory, Durability.Os);
    }
}
