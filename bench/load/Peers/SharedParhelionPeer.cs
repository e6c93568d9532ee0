using Parhelion.Core.Blobs;

namespace Parhelion.Load.Peers;

/// <summary>This server with PostgreSQL and S3, otherwise as it ships.</summary>
internal sealed class SharedParhelionPeer(SharedStore store) : ParhelionPeer(Durability.Full, SettingsOf(store))
{
    private const string Database = "parhelion";

    public override string Title => $"{Name}, PostgreSQL and S3";

    public override string Flushes => SharedStore.Flushes;

    // The files stay: the store is large enough.
    public override int Clear(int size) => store.CountNew(Database, "attachments");

    protected override PeerProcess Launch(string log)
    {
        store.CreateDatabase(Database);
        return base.Launch(log);
    }

    private static string[] SettingsOf(SharedStore store) =>
    [
        NoPictures,
        "Database:Provider=Postgres",
        $"Database:ConnectionString={store.ConnectionTo(Database)}",
        $"Secrets:MasterKey={Convert.ToBase64String(new byte[32])}",
        "Blobs:Provider=S3",
        $"Blobs:S3:Endpoint={store.Endpoint}",
        $"Blobs:S3:Region={store.Region}",
        $"Blobs:S3:Bucket={store.Bucket}",
        $"Blobs:S3:AccessKey={store.AccessKey}",
        $"Blobs:S3:SecretKey={store.SecretKey}",
    ];
}
