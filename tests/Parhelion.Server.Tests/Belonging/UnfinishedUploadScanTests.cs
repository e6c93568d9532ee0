using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Removing;
using Parhelion.Core.Uploading;
using Parhelion.Server.Tests.Homes;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Belonging;

/// <summary>The orphan scan erases bytes of an unfinished upload only if no open upload has them and they are as old as an upload can be. Nobody else notices
/// them.</summary>
public sealed class UnfinishedUploadScanTests
{
    private static readonly TimeSpan Old = TimeSpan.FromDays(-1);
    private static readonly TimeSpan Young = TimeSpan.FromDays(1);

    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresCeph)]
    [InlineData(HomeKind.PostgresSwift)]
    public async Task Open_upload_keeps_its_bytes_and_others_go_when_their_time_is_over(HomeKind kind)
    {
        await using var home = await Home.OpenAsync(kind);
        await using var server = await ParhelionServer.StartAsync(home.Configure, Token);
        var (database, blobs) = (server.Services.GetRequiredService<Database>(), server.Services.GetRequiredService<IBlobStore>());
        var (open, left) = (BlobKey.New(), BlobKey.New());
        var id = BlobKey.New().Value;
        await database.WriteAsync(
            async session =>
            {
                await ResumableUploadTable.InsertAsync(session, RowOf(server, id, open));
                return true;
            },
            Token);
        var state = await SaveAsync(blobs, open);
        await SaveAsync(blobs, left);

        // One of the two witnesses is not enough, whatever the other settings are.
        Assert.Equal(0, await ScanAsync(server, minAge: Old, partialMinAge: Young));
        Assert.Equal(0, await ScanAsync(server, minAge: Young, partialMinAge: Old));
        Assert.Equal(new HashSet<BlobKey> { open, left }, await KeysAsync(blobs));
        var verified = await new DatabaseStoreComparison(database, blobs).RunAsync(_ => { }, readBytes: false, Token);
        Assert.Equal((0, 0), (verified.Faults, verified.LeftOver));

        Assert.NotEqual(0, await ScanAsync(server, Old, Old));
        Assert.Equal(open, Assert.Single(await KeysAsync(blobs)));

        // The bytes of the open upload are all there.
        await using (var writer = await blobs.Partial.OpenAsync(open, state, Token)) await writer.SaveAsync();
        Assert.True(await database.DeleteAsync(session => ResumableUploadTable.EndAsync(session, id, DateTimeOffset.UnixEpoch), Token));
        Assert.NotEqual(0, await ScanAsync(server, Old, Old));
        Assert.Empty(await KeysAsync(blobs));
    }

    [Theory]
    [InlineData(HomeKind.SqliteDisk)]
    [InlineData(HomeKind.PostgresCeph)]
    public async Task Blob_that_was_published_before_a_crash_stays_while_its_upload_is_open(HomeKind kind)
    {
        await using var home = await Home.OpenAsync(kind);
        await using var server = await ParhelionServer.StartAsync(home.Configure, Token);
        var (database, blobs) = (server.Services.GetRequiredService<Database>(), server.Services.GetRequiredService<IBlobStore>());
        var (key, id) = (BlobKey.New(), BlobKey.New().Value);
        await database.WriteAsync(
            async session =>
            {
                await ResumableUploadTable.InsertAsync(session, RowOf(server, id, key));
                return true;
            },
            Token);
        var state = await SaveAsync(blobs, key);
        await using (var writer = await blobs.Partial.OpenAsync(key, state, Token)) await writer.PublishAsync(null);

        var scan = await ScanOf(server, Old, Old).RunAsync(takesAny: true, Token);

        Assert.Equal((1, 0), (scan.Blobs, scan.Quarantined));
        await using (var writer = await blobs.Partial.OpenAsync(key, state, Token)) Assert.Equal(state.Length, (await writer.PublishAsync(null)).Length);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<PartialBlobState> SaveAsync(IBlobStore blobs, BlobKey key)
    {
        await using var writer = await blobs.Partial.OpenAsync(key, PartialBlobState.Empty, Token);
        await writer.AppendAsync(new ReadOnlySequence<byte>(new byte[9 << 20]), Token);
        return await writer.SaveAsync();
    }

    private static async Task<long> ScanAsync(ParhelionServer server, TimeSpan minAge, TimeSpan partialMinAge) =>
        (await ScanOf(server, minAge, partialMinAge).RunAsync(takesAny: false, Token)).Staged;

    private static OrphanScan ScanOf(ParhelionServer server, TimeSpan minAge, TimeSpan partialMinAge) => new(
        server.Services.GetRequiredService<Database>(), server.Services.GetRequiredService<IBlobStore>(), server.Services.GetRequiredService<InFlightUploadRegistry>(),
        new OrphanScanOptions { MinAge = minAge, PartialMinAge = partialMinAge, QuarantineTime = TimeSpan.FromDays(7) });

    private static async Task<HashSet<BlobKey>> KeysAsync(IBlobStore blobs)
    {
        var keys = new HashSet<BlobKey>();
        await foreach (var entry in blobs.ListAsync(Token))
        {
            Assert.Equal(BlobListingEntryKind.Partial, entry.State);
            keys.Add(entry.Key!.Value);
        }

        return keys;
    }

    private static ResumableUploadRow RowOf(ParhelionServer server, string id, BlobKey key) => new()
    {
        Id = id,
        Key = key,
        AppId = server.AppId,
        KeyId = server.AppKeyId,
        FileName = "a.png",
        MaxBytes = 50_000_000,
        Received = 0,
        Epoch = 0,
        CreatedAt = TimeProvider.System.GetUtcNow(),
        ExpiresAt = TimeProvider.System.GetUtcNow().AddDays(1),
    };
}
