using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Parhelion.Core.Auditing;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Events;
using Parhelion.Core.Renditions;
using Parhelion.Core.Scanning;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Metadata;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Core.Usage;

namespace Parhelion.Core.Tests.Uploading.Resumable;

/// <summary>A real database and a real folder, with one app, one key and one conversation.</summary>
internal sealed class UploadWorld : IAsyncDisposable
{
    /// <summary>Who makes and deletes keys.</summary>
    public static readonly AuditActor Actor = new("node", AuditActor.Server);

    private static readonly ResumableUploadOptions Options = new() { MaxOpen = 5 };

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-resumable-").FullName;
    private readonly InFlightUploadRegistry inFlight = new();
    private readonly ResumableRequestRegistry active = new();

    private UploadWorld()
    {
        Database = new SqliteDatabase(Path.Combine(directory, "parhelion.db"), Durability.Os, Clock);
        Blobs = new DiskBlobStore(directory, Durability.Os);
        Keys = new ApiKeyService(Database, new SecretEncryption(new byte[SecretEncryption.MasterKeyBytes]), new SingleNodeInvalidationChannel(), new(null, Clock), Clock);
        Service = NewService(Database, active);
        Sweep = NewSweep(Database);
    }

    public FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    public SqliteDatabase Database { get; }

    public DiskBlobStore Blobs { get; }

    public ApiKeyService Keys { get; }

    public ResumableUploadService Service { get; }

    public ResumableUploadSweep Sweep { get; }

    public string AppId { get; } = ObjectId.New(TimeProvider.System);

    public string ConversationId { get; } = ObjectId.New(TimeProvider.System);

    public string KeyId { get; private set; } = "";

    public static async Task<UploadWorld> MakeAsync()
    {
        var world = new UploadWorld();
        var now = world.Clock.GetUtcNow();
        await world.Database.MigrateAsync(default);
        await world.Database.WriteAsync(
            async session =>
            {
                await AppTable.InsertAsync(session, new AppRow(world.AppId, "app", "{}", null), now);
                return await ConversationTable.InsertAsync(
                    session, new ConversationRow { Id = world.ConversationId, AppId = world.AppId, Type = "sdkGroup", LastUpdatedAt = now, CreatedAt = now });
            },
            default);
        world.KeyId = (await world.Keys.CreateAsync(world.AppId, "key", Actor, default)).Id;
        return world;
    }

    /// <summary>A service as another process would have it: it shares only the database and the folder.</summary>
    /// <param name="database">The database; <c>null</c> for that of this world.</param>
    /// <param name="requests">The requests that it knows; <c>null</c> for its own.</param>
    public ResumableUploadService NewService(Database? database = null, ResumableRequestRegistry? requests = null)
    {
        var (rows, events) = (database ?? Database, new EventRecorder(Clock));
        var rules = new FileValidator(new AllowedFileTypes(AllowedFileTypes.DefaultExtensions));
        return new(
            rules, new UploadMalwareScanStarter(new RefusedHashes(null)), new UploadMetadataRemover(Path.Combine(directory, "staging")), Blobs, rows, new AttachmentInsertion(rows, rules, new RenditionRules(new RenditionSettings()), events, Clock),
            Keys, new SingleNodeInvalidationChannel(), requests ?? new(), inFlight, new UploadSpaceCheck(rows, new UploadSpaceOptions()), new UploadOptions { MaxBytes = 30_000_000 },
            Options, new UploadRefusalRecorder(rows, events, Clock), Clock);
    }

    public ResumableUploadSweep NewSweep(Database database) => new(Blobs, database, new SingleNodeInvalidationChannel(), active, Options, Clock);

    public Task<ResumableUpload> CreateAsync(long? length = null, string name = "picture.png", string? conversationId = null, UploadLinkLimits? link = null) =>
        Service.CreateAsync(new NewResumableUpload(new NewAttachmentProperties(AppId, conversationId, ForMessage: false) { Link = link }, name, KeyId) { Length = length }, default);

    public Task<ResumableUpload> AppendAsync(string id, long offset, ReadOnlyMemory<byte> bytes, bool? isLast = null, UploadChecksum? checksum = null) =>
        Service.AppendAsync(id, new UploadAppendRequest(PipeReader.Create(new(bytes))) { Offset = offset, IsLast = isLast, Checksum = checksum }, default);

    public async Task<byte[]> ReadAsync(AttachmentRow attachment)
    {
        await using var blob = await Blobs.OpenAsync(attachment.Key, 0, attachment.Size, default);
        var bytes = new MemoryStream();
        await blob!.CopyToAsync(PipeWriter.Create(bytes, new StreamPipeWriterOptions(leaveOpen: true)), default);
        return bytes.ToArray();
    }

    /// <summary>The names of all files of the store: blobs, staged and partial files.</summary>
    public IReadOnlyList<string> Files() =>
        [.. new[] { "blobs", "staging", "partial" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(directory, folder), "*", SearchOption.AllDirectories))];

    public async Task<ResumableUploadRow?> RowAsync(string id) => await Database.ReadAsync((session, token) => ResumableUploadTable.FindAsync(session, id, token), default);

    /// <summary>A PNG by its first bytes.</summary>
    public static byte[] Picture(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        ReadOnlySpan<byte> start = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 2, 0, 0, 0, 2, 0, 8, 6, 0, 0, 0];
        start.CopyTo(bytes);
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
