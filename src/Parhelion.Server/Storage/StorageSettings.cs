using System.Runtime.CompilerServices;
using Parhelion.Core.Blobs;
using Parhelion.Core.Tenancy;
using Parhelion.Postgres;
using Parhelion.S3;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>Settings of the database and the blob store (<c>DataDirectory</c>, <c>Durability</c> and the sections <c>Database</c>, <c>Blobs</c> and
/// <c>Secrets</c>).</summary>
public sealed record StorageSettings
{
    /// <summary>Name of the configuration section of a server. <c>migrate</c> has another section for the new installation.</summary>
    internal const string MainSection = "Parhelion";

    private const string ConnectionName = "Database:ConnectionString";

    /// <summary>The section of the configuration that error messages name.</summary>
    internal string Section { get; init; } = MainSection;

    /// <summary><c>DataDirectory</c>: the folder of database, blobs, staged files, master key and credentials. Default: <c>parhelion-data</c>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary><c>Durability</c>: when an upload counts as stored: <c>Full</c> (flushed to disk, the default) or <c>Os</c>.</summary>
    public Durability Durability { get; init; }

    /// <summary><c>Database:MemorySeconds</c>: how long a node may use a cached row, in case the invalidation that another node sends for a deletion is lost.
    /// 0: the node asks the database each time. Without effect on SQLite. Default: 5 seconds.</summary>
    public TimeSpan CacheTime { get; init; }

    /// <summary><c>Secrets:MasterKey</c>: 32 bytes in base64 that encrypt the secrets of keys. Default: generated once, in <c>master.key</c>.</summary>
    public byte[]? MasterKey { get; init; }

    /// <summary><c>Database:Provider</c>. Default: <see cref="DatabaseProvider.Sqlite"/>.</summary>
    public DatabaseProvider Database { get; init; }

    /// <summary><c>Database:ConnectionString</c>, a secret. Required with <see cref="DatabaseProvider.Postgres"/>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary><c>Blobs:Provider</c>. Default: <see cref="BlobProvider.Disk"/>.</summary>
    public BlobProvider Blobs { get; init; }

    /// <summary><c>Blobs:Segments</c>: whether small blobs share files on the disk, where the file system can do that. Default: true with SQLite. Not possible with
    /// PostgreSQL, because nodes may then share the disk.</summary>
    public bool Segments { get; init; }

    /// <summary><c>Blobs:S3</c>; <c>null</c> unless <see cref="Blobs"/> is <see cref="BlobProvider.S3"/>.</summary>
    public S3Options? S3 { get; init; }

    /// <summary>Whether both the database and the blobs are in the data directory.</summary>
    public bool IsEmbedded => Database == DatabaseProvider.Sqlite && Blobs == BlobProvider.Disk;

    /// <summary>Whether the database or the blobs are in the data directory.</summary>
    public bool IsLocal => Database == DatabaseProvider.Sqlite || Blobs == BlobProvider.Disk;

    /// <summary>The providers, without secrets.</summary>
    public override string ToString() => $"{Database}, {Blobs}";

    internal static StorageSettings Read(SettingsReader reader)
    {
        var settings = new StorageSettings
        {
            DataDirectory = Path.GetFullPath(reader.Text("DataDirectory", "parhelion-data")),
            Durability = reader.Choice("Durability", Durability.Full),
            CacheTime = TimeSpan.FromSeconds(reader.Number("Database:MemorySeconds", 5, 0, 5)),
            MasterKey = ReadMasterKey(reader),
        }.WithStores(reader);
        // A key that each node generates for itself does not decrypt what another node has encrypted.
        if (settings.Database != DatabaseProvider.Sqlite && reader.SecretText("Secrets:MasterKey") is null)
        {
            reader.Add($"Parhelion:Secrets:MasterKey is missing; all nodes that share a database need the same one. To create one, run 'openssl rand -base64 {SecretEncryption.MasterKeyBytes}'.");
        }

        return settings;
    }

    /// <summary>The same settings with the database and the blob store that a section of the configuration names.</summary>
    internal StorageSettings WithStores(SettingsReader reader)
    {
        var database = reader.Choice("Database:Provider", DatabaseProvider.Sqlite);
        var blobs = reader.Choice("Blobs:Provider", BlobProvider.Disk);
        var s3 = ReadS3(reader, blobs == BlobProvider.S3);
        var segments = reader.Boolean("Blobs:Segments", database == DatabaseProvider.Sqlite);
        if (segments && database != DatabaseProvider.Sqlite) reader.Add("Parhelion:Blobs:Segments is 'true', which needs Parhelion:Database:Provider 'Sqlite': nodes that share a disk do not see at once what another one adds to a file.");
        return this with
        {
            Database = database,
            ConnectionString = database == DatabaseProvider.Postgres ? ConnectionStringOf(reader) : NoConnectionString(reader),
            Blobs = blobs,
            Segments = segments,
            S3 = blobs == BlobProvider.S3 ? s3 : null,
        };
    }

    private static byte[]? ReadMasterKey(SettingsReader reader)
    {
        var buffer = new byte[SecretEncryption.MasterKeyBytes];
        var text = reader.Secret(
            "Secrets:MasterKey",
            value => Convert.TryFromBase64String(value, buffer, out var written) && written == SecretEncryption.MasterKeyBytes,
            $"{SecretEncryption.MasterKeyBytes} bytes in base64, as 'openssl rand -base64 {SecretEncryption.MasterKeyBytes}' prints them");
        return text is null ? null : buffer;
    }

    private static S3Options ReadS3(SettingsReader reader, bool isUsed)
    {
        var options = new S3Options
        {
            Endpoint = reader.Url("Blobs:S3:Endpoint"),
            Region = reader.Text("Blobs:S3:Region", "us-east-1"),
            Bucket = reader.Text("Blobs:S3:Bucket", ""),
            AccessKey = reader.Text("Blobs:S3:AccessKey"),
            SecretKey = reader.SecretText("Blobs:S3:SecretKey"),
            ForcePathStyle = reader.Boolean("Blobs:S3:ForcePathStyle"),
            Reads = (int)reader.Number("Blobs:S3:Reads", 256, 4, 10_000),
        };
        if (isUsed && options.Bucket.Length == 0) reader.Add("Parhelion:Blobs:S3:Bucket is missing; with Parhelion:Blobs:Provider 'S3' it must name a bucket that exists.");
        if (options.AccessKey is null != options.SecretKey is null)
        {
            reader.Add("Parhelion:Blobs:S3:AccessKey and Parhelion:Blobs:S3:SecretKey belong together: set both, or neither to use the credentials of the machine.");
        }

        return options;
    }

    // In a method of its own, so that a server without PostgreSQL does not load its assemblies.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? ConnectionStringOf(SettingsReader reader)
    {
        if (reader.SecretText(ConnectionName) is not { } text)
        {
            reader.Add($"Parhelion:{ConnectionName} is missing; PostgreSQL needs one, such as Host=db.example.org;Username=parhelion;Password=...;Database=parhelion.");
            return null;
        }

        if (PostgresConnections.FaultOf(text) is not { } fault) return text;
        reader.Add($"Parhelion:{ConnectionName} is invalid (its value is not shown): {fault}.");
        return null;
    }

    // An operator who forgets the provider would otherwise get a SQLite file.
    private static string? NoConnectionString(SettingsReader reader)
    {
        if (reader.SecretText(ConnectionName) is not null) reader.Add($"Parhelion:{ConnectionName} is set, but it works only with Parhelion:Database:Provider=Postgres.");
        return null;
    }
}
