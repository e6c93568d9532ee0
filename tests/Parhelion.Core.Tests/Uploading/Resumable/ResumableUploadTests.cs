using System.Security.Cryptography;
using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Protocol;

namespace Parhelion.Core.Tests.Uploading.Resumable;

/// <summary>Resumable uploads over a real database and a real folder.</summary>
public sealed class ResumableUploadTests : IAsyncLifetime
{
    private static readonly byte[] Picture = UploadWorld.Picture(20_000_000);

    private UploadWorld world = null!;

    public async ValueTask InitializeAsync() => world = await UploadWorld.MakeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData(1, 65_535, 65_536, 9_000_000)]
    [InlineData(8_388_608, 16_777_216)]
    [InlineData]
    public async Task Bytes_of_several_requests_become_one_attachment(params int[] cuts)
    {
        var upload = await world.CreateAsync(Picture.Length);
        var begin = 0;
        foreach (var end in (int[])[.. cuts, Picture.Length])
        {
            upload = await world.AppendAsync(upload.Id, begin, Picture.AsMemory(begin..end));
            Assert.Equal(end, upload.Offset);
            begin = end;
        }

        Assert.True(upload.IsComplete);
        Assert.Equal(SHA256.HashData(Picture), upload.Attachment!.Sha256);
        Assert.Equal("image/png", upload.Attachment.MediaType);
        Assert.Equal(Picture, await world.ReadAsync(upload.Attachment));
        Assert.Single(world.Files());
        Assert.Equal("", (await world.RowAsync(upload.Id))!.FileName);
    }

    [Fact]
    public async Task Upload_without_a_length_is_complete_when_the_client_says_so()
    {
        var upload = await world.CreateAsync();
        upload = await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..100), isLast: false);
        Assert.False(upload.IsComplete);

        upload = await world.AppendAsync(upload.Id, 100, default, isLast: true);

        Assert.True(upload.IsComplete);
        Assert.Equal(100, upload.Attachment!.Size);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    [InlineData(0)]
    public async Task Offset_that_lies_stores_nothing(long offset)
    {
        var upload = await world.CreateAsync(1000);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..100));

        var fault = await Assert.ThrowsAsync<UploadOffsetException>(() => world.AppendAsync(upload.Id, offset, Picture.AsMemory(100..200)));

        Assert.Equal((100, offset), (fault.Expected, fault.Provided));
        Assert.Equal(100, (await world.Service.GetOffsetAsync(upload.Id, completes: true, default)).Offset);
    }

    [Fact]
    public async Task What_came_before_a_break_is_kept()
    {
        var upload = await world.CreateAsync(Picture.Length);
        var body = new BodyInHand();
        var appending = world.Service.AppendAsync(upload.Id, new UploadAppend(body.Reader) { Offset = 0 }, default);
        await body.SendAsync(Picture.AsMemory(..10_000_001));
        await UntilAsync(async () => (await world.RowAsync(upload.Id))!.Received >= 8 << 20);
        body.Break();
        await Assert.ThrowsAsync<IOException>(() => appending);

        var state = await world.Service.GetOffsetAsync(upload.Id, completes: true, default);
        Assert.Equal(10_000_001, state.Offset);
        var whole = await world.AppendAsync(upload.Id, state.Offset, Picture.AsMemory(10_000_001..));
        Assert.Equal(Picture, await world.ReadAsync(whole.Attachment!));
    }

    [Fact]
    public async Task Later_request_takes_the_upload_and_no_bytes_mix()
    {
        var upload = await world.CreateAsync(3000);
        var first = new BodyInHand();
        var appending = world.Service.AppendAsync(upload.Id, new UploadAppend(first.Reader) { Offset = 0 }, default);
        await first.SendAsync(Picture.AsMemory(..1000));

        var offset = (await world.Service.GetOffsetAsync(upload.Id, completes: true, default)).Offset;
        await Assert.ThrowsAsync<UploadTakenOverException>(() => appending);
        Assert.Equal(1000, offset);
        var late = first.SendAsync(new byte[1000]);

        var whole = await world.AppendAsync(upload.Id, 1000, Picture.AsMemory(1000..3000));
        Assert.Equal(Picture[..3000], await world.ReadAsync(whole.Attachment!));
        Assert.False(late.IsCompleted);
    }

    [Fact]
    public async Task Request_of_an_earlier_process_cannot_change_what_a_later_one_has_taken()
    {
        var upload = await world.CreateAsync(3000);
        var first = new BodyInHand();
        var appending = world.NewService().AppendAsync(upload.Id, new UploadAppend(first.Reader) { Offset = 0 }, default);
        await UntilAsync(async () => (await world.RowAsync(upload.Id))!.IsActive);

        var whole = await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..3000));
        await first.SendAsync(new byte[3000]);
        first.End();

        await Assert.ThrowsAnyAsync<Exception>(() => appending);
        Assert.Equal(Picture[..3000], await world.ReadAsync(whole.Attachment!));
    }

    [Fact]
    public async Task Complete_upload_takes_no_more_bytes()
    {
        var upload = await world.CreateAsync(100);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..100));

        var fault = await Assert.ThrowsAsync<UploadCompletedException>(() => world.AppendAsync(upload.Id, 100, Picture.AsMemory(..100)));

        Assert.NotNull(fault.Upload.Attachment);
        Assert.True((await world.Service.FindAsync(upload.Id, default)).IsComplete);
    }

    [Fact]
    public async Task More_bytes_than_the_length_end_the_upload()
    {
        var upload = await world.CreateAsync(100);
        await Assert.ThrowsAsync<UploadLengthException>(() => world.AppendAsync(upload.Id, 0, Picture.AsMemory(..101)));
        await IsGoneAsync(upload.Id);
    }

    [Fact]
    public async Task Bytes_that_are_no_picture_are_refused_at_once_or_at_the_end()
    {
        var early = await world.CreateAsync(1_000_000);
        Assert.Equal(415, (await Assert.ThrowsAsync<ProblemException>(() => world.AppendAsync(early.Id, 0, new byte[65_536]))).Status);
        await IsGoneAsync(early.Id);

        var late = await world.CreateAsync(1_000_000);
        await world.AppendAsync(late.Id, 0, new byte[1000]);
        Assert.Equal(415, (await Assert.ThrowsAsync<ProblemException>(() => world.AppendAsync(late.Id, 1000, new byte[999_000]))).Status);
        await IsGoneAsync(late.Id);
    }

    [Fact]
    public async Task Wrong_checksum_leaves_the_upload_as_it_was()
    {
        var upload = await world.CreateAsync(Picture.Length);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..1000));
        var checksum = new UploadChecksum(HashAlgorithmName.SHA256, SHA256.HashData(Picture[1000..]));

        await Assert.ThrowsAsync<UploadChecksumException>(() => world.AppendAsync(upload.Id, 1000, Picture.AsMemory(1001..), checksum: checksum));

        Assert.Equal(1000, (await world.Service.GetOffsetAsync(upload.Id, completes: true, default)).Offset);
        var whole = await world.AppendAsync(upload.Id, 1000, Picture.AsMemory(1000..), checksum: checksum);
        Assert.Equal(Picture, await world.ReadAsync(whole.Attachment!));
    }

    [Fact]
    public async Task Deleted_key_ends_its_uploads()
    {
        var upload = await world.CreateAsync(1000);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..100));
        await world.Keys.DeleteAsync(world.AppId, null, world.KeyId, default);

        Assert.Equal(410, (await Assert.ThrowsAsync<ProblemException>(() => world.AppendAsync(upload.Id, 100, Picture.AsMemory(100..1000)))).Status);
        Assert.Equal(1, await world.Sweep.RunAsync(default));
        Assert.Empty(world.Files());
    }

    [Fact]
    public async Task Deleted_conversation_ends_its_uploads_at_the_end()
    {
        var upload = await world.CreateAsync(1000, conversationId: world.ConversationId);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..100));
        await world.Database.WriteAsync(session => ConversationTable.DeleteAsync(session, world.ConversationId), default);

        Assert.Equal(404, (await Assert.ThrowsAsync<ProblemException>(() => world.AppendAsync(upload.Id, 100, Picture.AsMemory(100..1000)))).Status);
        await IsGoneAsync(upload.Id);
    }

    [Fact]
    public async Task Upload_link_of_one_file_stores_one_and_an_unfinished_upload_makes_room()
    {
        var link = new UploadLinkUse("link", 1, world.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        var abandoned = await world.CreateAsync(1000, link: link);
        await world.AppendAsync(abandoned.Id, 0, Picture.AsMemory(..100));
        var upload = await world.CreateAsync(1000, link: link);
        await IsGoneAsync(abandoned.Id);

        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..1000));

        Assert.Equal(410, (await Assert.ThrowsAsync<ProblemException>(() => world.CreateAsync(1000, link: link))).Status);
    }

    [Fact]
    public async Task App_has_a_bounded_number_of_unfinished_uploads()
    {
        for (var count = 0; count < 5; count++) await world.CreateAsync(1000);
        Assert.Equal(429, (await Assert.ThrowsAsync<ProblemException>(() => world.CreateAsync(1000))).Status);
    }

    [Fact]
    public async Task Expired_upload_is_gone_and_later_forgotten()
    {
        var upload = await world.CreateAsync(1000);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..100));
        world.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(410, (await Assert.ThrowsAsync<ProblemException>(() => world.Service.GetOffsetAsync(upload.Id, completes: true, default))).Status);
        Assert.Equal(1, await world.Sweep.RunAsync(default));
        await IsGoneAsync(upload.Id);

        world.Clock.Advance(TimeSpan.FromHours(25));
        await world.Sweep.RunAsync(default);

        Assert.Null(await world.RowAsync(upload.Id));
    }

    [Fact]
    public async Task Upload_that_was_published_before_a_crash_is_completed_by_the_next_request()
    {
        var upload = await world.CreateAsync(1000);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..1000), isLast: false);
        var row = (await world.RowAsync(upload.Id))!;
        await using (var writer = await world.Blobs.Partial.OpenAsync(row.Key, row.Partial, default)) await writer.PublishAsync(null);
        Assert.Equal(BlobOwnerKind.Upload, await BlobOwnerLookup.FindAsync(world.Database, row.Key, default));

        var whole = await world.Service.GetOffsetAsync(upload.Id, completes: true, default);

        Assert.True(whole.IsComplete);
        Assert.Equal(Picture[..1000], await world.ReadAsync(whole.Attachment!));
    }

    [Fact]
    public async Task Terminated_upload_leaves_nothing()
    {
        var upload = await world.CreateAsync(1000);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..100));
        await world.Service.TerminateAsync(upload.Id, default);
        await IsGoneAsync(upload.Id);
    }

    private async Task IsGoneAsync(string id)
    {
        Assert.Equal(410, (await Assert.ThrowsAsync<ProblemException>(() => world.Service.FindAsync(id, default))).Status);
        Assert.Equal("", (await world.RowAsync(id))!.FileName);
        Assert.Empty(world.Files());
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 1000, "The condition did not become true within ten seconds.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
