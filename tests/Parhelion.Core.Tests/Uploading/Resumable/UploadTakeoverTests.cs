using System.IO.Pipelines;
using System.Security.Cryptography;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Protocol;

namespace Parhelion.Core.Tests.Uploading.Resumable;

/// <summary>Two processes or a sweep that want the same upload at the same moment.</summary>
public sealed class UploadTakeoverTests : IAsyncLifetime
{
    private static readonly byte[] Picture = UploadWorld.Picture(20_000_000);

    private UploadWorld world = null!;

    public async ValueTask InitializeAsync() => world = await UploadWorld.MakeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task What_another_process_records_until_the_upload_is_taken_counts()
    {
        var upload = await world.CreateAsync(Picture.Length);
        var (database, body) = (new HookedDatabase(world.Database), new BodyInHand());
        var appending = world.NewService().AppendAsync(upload.Id, new UploadAppendRequest(body.Reader) { Offset = 0 }, default);
        await UntilAsync(async () => (await world.RowAsync(upload.Id))!.IsActive);

        database.BeforeWrite = () => body.SendAsync(Picture.AsMemory(..9_000_000));
        var fault = await Assert.ThrowsAsync<UploadOffsetException>(() => world.NewService(database).AppendAsync(upload.Id, Append(0, Picture.AsMemory(..1000)), default));
        Assert.True(fault.Expected >= 8 << 20);

        var row = (await world.RowAsync(upload.Id))!;
        Assert.Equal(fault.Expected, row.Received);
        var told = await world.NewService(database).GetOffsetAsync(upload.Id, completes: true, default);
        Assert.Equal(row.Received, told.Offset);
        body.Break();
        await Assert.ThrowsAsync<UploadTakenOverException>(() => appending);
        var whole = await world.AppendAsync(upload.Id, told.Offset, Picture.AsMemory((int)told.Offset..));
        Assert.Equal(SHA256.HashData(Picture), whole.Attachment!.Sha256);
        Assert.Equal(Picture, await world.ReadAsync(whole.Attachment));
    }

    [Fact]
    public async Task Request_that_was_overtaken_cannot_end_the_upload_of_its_successor()
    {
        var upload = await world.CreateAsync(3000);
        var body = new BodyInHand();
        var appending = world.NewService().AppendAsync(upload.Id, new UploadAppendRequest(body.Reader) { Offset = 0 }, default);
        await UntilAsync(async () => (await world.RowAsync(upload.Id))!.IsActive);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..1000));

        // Too many bytes, which would end the upload.
        await body.SendAsync(new byte[4000]);
        await Assert.ThrowsAnyAsync<Exception>(() => appending);

        var whole = await world.AppendAsync(upload.Id, 1000, Picture.AsMemory(1000..3000));
        Assert.Equal(Picture[..3000], await world.ReadAsync(whole.Attachment!));
    }

    [Fact]
    public async Task Running_request_keeps_its_upload_from_expiring()
    {
        var upload = await world.CreateAsync(3000);
        world.Clock.Advance(TimeSpan.FromMinutes(59));
        var body = new BodyInHand();
        var appending = world.Service.AppendAsync(upload.Id, new UploadAppendRequest(body.Reader) { Offset = 0 }, default);
        await UntilAsync(async () => (await world.RowAsync(upload.Id))!.IsActive);

        world.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, await world.Sweep.RunAsync(Fail, default));

        await body.SendAsync(Picture.AsMemory(..3000));
        body.End();
        Assert.True((await appending).IsComplete);
    }

    [Fact]
    public async Task Sweep_keeps_an_upload_that_goes_on_after_it_was_listed()
    {
        var upload = await world.CreateAsync(3000);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..100));
        var (database, body) = (new HookedDatabase(world.Database), new BodyInHand());
        var appending = world.Service.AppendAsync(upload.Id, new UploadAppendRequest(body.Reader) { Offset = 100 }, default);
        await UntilAsync(async () => (await world.RowAsync(upload.Id))!.IsActive);
        world.Clock.Advance(TimeSpan.FromHours(25));
        database.BeforeWrite = async () =>
        {
            await body.SendAsync(Picture.AsMemory(100..1000));
            body.Break();
            await Assert.ThrowsAsync<IOException>(() => appending);
        };

        Assert.Equal(0, await world.NewSweep(database).RunAsync(Fail, default));

        Assert.Null(database.BeforeWrite);
        Assert.Equal(1000, (await world.Service.GetOffsetAsync(upload.Id, completes: true, default)).Offset);
        var whole = await world.AppendAsync(upload.Id, 1000, Picture.AsMemory(1000..3000));
        Assert.Equal(Picture[..3000], await world.ReadAsync(whole.Attachment!));
    }

    [Fact]
    public async Task Upload_without_bytes_expires_after_an_hour()
    {
        var upload = await world.CreateAsync(3000);
        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromHours(1), upload.ExpiresAt, TimeSpan.FromMilliseconds(1));
        var body = new BodyInHand();
        var appending = world.Service.AppendAsync(upload.Id, new UploadAppendRequest(body.Reader) { Offset = 0 }, default);
        await UntilAsync(async () => (await world.RowAsync(upload.Id))!.IsActive);
        body.Break();
        await Assert.ThrowsAsync<IOException>(() => appending);

        world.Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal(1, await world.Sweep.RunAsync(Fail, default));
    }

    [Fact]
    public async Task Request_whose_upload_is_ended_is_taken_over()
    {
        var link = new UploadLinkLimits("link", 1, world.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        var upload = await world.CreateAsync(3000, link: link);
        var body = new BodyInHand();
        var appending = world.Service.AppendAsync(upload.Id, new UploadAppendRequest(body.Reader) { Offset = 0 }, default);
        await body.SendAsync(Picture.AsMemory(..1000));

        await world.CreateAsync(3000, link: link);

        await Assert.ThrowsAsync<UploadTakenOverException>(() => appending);
        Assert.Equal(410, (await Assert.ThrowsAsync<ProblemException>(() => world.Service.FindAsync(upload.Id, default))).Status);
        Assert.Empty(world.Files());
    }

    [Fact]
    public async Task Upload_that_was_published_and_not_recorded_leaves_nothing_when_it_ends()
    {
        var upload = await world.CreateAsync(1000);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..1000), isLast: false);
        var row = (await world.RowAsync(upload.Id))!;
        await using (var writer = await world.Blobs.Partial.OpenAsync(row.Key, row.Partial, default)) await writer.PublishAsync(null);

        await world.Service.TerminateAsync(upload.Id, default);

        Assert.Empty(world.Files());
    }

    [Fact]
    public async Task Upload_that_ends_while_it_is_completed_leaves_nothing()
    {
        var upload = await world.CreateAsync(1000);
        var database = new HookedDatabase(world.Database);
        var body = new BodyInHand();
        var appending = world.NewService(database).AppendAsync(upload.Id, new UploadAppendRequest(body.Reader) { Offset = 0 }, default);
        await body.SendAsync(Picture.AsMemory(..1000));
        database.BeforeWrite = () => world.Service.TerminateAsync(upload.Id, default);
        body.End();

        await Assert.ThrowsAsync<UploadTakenOverException>(() => appending);

        Assert.Empty(world.Files());
    }

    [Fact]
    public async Task Upload_that_another_process_ends_and_does_not_erase_leaves_nothing()
    {
        var upload = await world.CreateAsync(1000);
        var database = new HookedDatabase(world.Database);
        var body = new BodyInHand();
        var appending = world.NewService(database).AppendAsync(upload.Id, new UploadAppendRequest(body.Reader) { Offset = 0 }, default);
        await body.SendAsync(Picture.AsMemory(..1000));
        database.BeforeWrite = () => world.Database.WriteAsync(session => ResumableUploadTable.EndAsync(session, upload.Id, world.Clock.GetUtcNow()), default);
        body.End();

        await Assert.ThrowsAsync<UploadTakenOverException>(() => appending);

        Assert.Empty(world.Files());
    }

    [Fact]
    public async Task Request_that_was_overtaken_keeps_the_attachment_whose_upload_is_forgotten()
    {
        var upload = await world.CreateAsync(1000);
        var database = new HookedDatabase(world.Database);
        var body = new BodyInHand();
        var appending = world.NewService(database).AppendAsync(upload.Id, new UploadAppendRequest(body.Reader) { Offset = 0 }, default);
        await body.SendAsync(Picture.AsMemory(..1000));
        AttachmentRow? stored = null;
        database.BeforeWrite = async () =>
        {
            stored = (await world.NewService().AppendAsync(upload.Id, Append(0, Picture.AsMemory(..1000)), default)).Attachment;
            world.Clock.Advance(TimeSpan.FromHours(25));
            await world.Sweep.RunAsync(Fail, default);
            Assert.Null(await world.RowAsync(upload.Id));
        };
        body.End();

        await Assert.ThrowsAsync<UploadTakenOverException>(() => appending);

        Assert.Equal(Picture[..1000], await world.ReadAsync(stored!));
    }

    [Fact]
    public async Task Failed_publication_keeps_what_was_told_and_lets_the_next_request_go_on()
    {
        var upload = await world.CreateAsync(1000);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..900));
        var row = (await world.RowAsync(upload.Id))!;
        // No file can get the name of a folder.
        var folder = BlobNames.Of(row.Key, Path.GetDirectoryName(Path.GetDirectoryName(world.Files()[0])) + "/");
        Directory.CreateDirectory(folder);

        await Assert.ThrowsAnyAsync<IOException>(() => world.AppendAsync(upload.Id, 900, Picture.AsMemory(900..1000)));

        row = (await world.RowAsync(upload.Id))!;
        Assert.Equal((900, false), (row.Received, row.IsActive));
        Directory.Delete(folder);
        Assert.True((await world.AppendAsync(upload.Id, 900, Picture.AsMemory(900..1000))).IsComplete);
    }

    [Fact]
    public async Task Upload_that_cannot_be_erased_does_not_stop_the_sweep()
    {
        var uploads = new[] { await world.CreateAsync(1000), await world.CreateAsync(1000) };
        foreach (var upload in uploads) await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..100));
        var rows = new List<ResumableUploadRow>();
        foreach (var upload in uploads) rows.Add((await world.RowAsync(upload.Id))!);
        // A folder in the place of a blob cannot be deleted as a file.
        var root = Path.GetDirectoryName(Path.GetDirectoryName(world.Files()[0]));
        Directory.CreateDirectory(BlobNames.Of(rows[0].Key, root + "/"));
        var faults = new List<Exception>();
        world.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(2, await world.Sweep.RunAsync(faults.Add, default));

        world.Clock.Advance(TimeSpan.FromHours(25));
        await world.Sweep.RunAsync(faults.Add, default);

        Assert.Single(faults);
        Assert.NotNull(await world.RowAsync(uploads[0].Id));
        Assert.Null(await world.RowAsync(uploads[1].Id));
    }

    private static UploadAppendRequest Append(long offset, ReadOnlyMemory<byte> bytes) => new(PipeReader.Create(new(bytes))) { Offset = offset };

    private static void Fail(Exception fault) => Assert.Fail(fault.ToString());

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 1000, "The condition did not become true within ten seconds.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
