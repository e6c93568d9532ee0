using Parhelion.Core;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;

namespace Parhelion.Benchmarks;

/// <summary>A real database in a directory of its own, with an app and an attachment in it.</summary>
internal sealed class Catalogs : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-inner-").FullName;

    public Catalogs()
    {
        Database = new SqliteDatabase(Path.Combine(directory, "parhelion.db"), Durability.Os, TimeProvider.System);
        Database.MigrateAsync(CancellationToken.None).GetAwaiter().GetResult();
        ApiKeys = new ApiKeyService(Database, new SecretEncryption(new byte[SecretEncryption.MasterKeyBytes]), new SingleNodeInvalidationChannel(), Forever, TimeProvider.System);
        App = new AppRow(ObjectId.New(TimeProvider.System), "Bench", "{}", null);
        Attachment = new AttachmentRow
        {
            Key = BlobKey.New(),
            Id = ObjectId.New(TimeProvider.System),
            AppId = App.Id,
            FileName = "holiday photo.png",
            MediaType = "image/png",
            Size = 65_536,
            Sha256 = new byte[32],
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()),
        };
        Database.WriteAsync(
            async session =>
            {
                await AppTable.InsertAsync(session, App, TimeProvider.System.GetUtcNow());
                return await AttachmentTable.InsertAsync(session, Attachment);
            },
            CancellationToken.None).GetAwaiter().GetResult();
    }

    public static CachedRowLifetime Forever => new(null, TimeProvider.System);

    public SqliteDatabase Database { get; }

    public ApiKeyService ApiKeys { get; }

    public AppRow App { get; }

    public AttachmentRow Attachment { get; }

    public void Dispose()
    {
        Database.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(directory, recursive: true);
    }
}
