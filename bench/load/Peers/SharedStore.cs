using System.Globalization;

namespace Parhelion.Load.Peers;

/// <summary>A PostgreSQL and a Ceph with its S3 gateway, which servers share. They keep everything in memory where there is room: the disk of one
/// machine, which flushes each file several times, would be all that is measured.</summary>
internal sealed class SharedStore : IDisposable
{
    /// <summary>What is on the disk when an upload is answered.</summary>
    public const string Flushes = "what PostgreSQL and Ceph flush";

    private const string Memory = "/dev/shm";
    private const long MemoryBytes = 8L << 30;

    private readonly StoreEngine database;
    private readonly StoreEngine files;
    private readonly Dictionary<string, int> counted = new(StringComparer.Ordinal);

    private SharedStore(string directory)
    {
        database = StoreEngine.Start("postgres.sh", Folder(directory, "rows"), "DURABLE=yes");
        files = StoreEngine.Start("s3-ceph.sh", Folder(directory, "files"));
    }

    /// <summary>Why it cannot be started; <c>null</c> when it can.</summary>
    public static string? Missing => Environment.IsPrivilegedProcess ? null : "PostgreSQL and Ceph are started as root on Debian only";

    public string Endpoint => files["ENDPOINT"];

    public string Region => files["REGION"];

    public string Bucket => files["BUCKET"];

    public string AccessKey => files["ACCESS_KEY"];

    public string SecretKey => files["SECRET_KEY"];

    /// <summary>Starts both, in memory or below a directory.</summary>
    public static SharedStore Start(string directory) => new(directory);

    /// <summary>The connection string of a database.</summary>
    public string ConnectionTo(string name) => database["CONNECTION"].Replace("Database=postgres", $"Database={name}", StringComparison.Ordinal);

    public void CreateDatabase(string name) => Query("postgres", $"CREATE DATABASE {name}");

    /// <summary>How many rows a table has more than when they were last counted.</summary>
    public int CountNew(string databaseName, string table)
    {
        var count = int.Parse(Query(databaseName, $"SELECT count(*) FROM {table}"), CultureInfo.InvariantCulture);
        var more = count - counted.GetValueOrDefault(databaseName);
        counted[databaseName] = count;
        return more;
    }

    public void Dispose()
    {
        database.Dispose();
        files.Dispose();
    }

    // The path of a folder below the directory is short: the socket of PostgreSQL in it must not be longer than 107 characters.
    private static string Folder(string directory, string name)
    {
        var isRoomy = Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= MemoryBytes;
        return isRoomy ? Scratch.New(Memory, name) : Path.Combine(directory, name);
    }

    private string Query(string databaseName, string text)
    {
        var parts = ConnectionTo(databaseName).Split(';').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        var url = $"postgresql://{parts["Username"]}:{parts["Password"]}@{parts["Host"]}:{parts["Port"]}/{databaseName}";
        var answer = PeerProcess.Ask("psql", "-XAtq", "-d", url, "-c", text) ?? "psql is not installed";
        return answer.Contains("error", StringComparison.OrdinalIgnoreCase) ? throw new InvalidOperationException(answer) : answer;
    }
}
