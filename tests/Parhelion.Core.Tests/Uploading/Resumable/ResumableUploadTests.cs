using System.IO.Pipelines;
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
        var appending = world.Service.AppendAsync(upload.Id, new UploadAppendRequest(body.Reader) { Offset = 0 }, default);
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
        var appending = world.Service.AppendAsync(upload.Id, new UploadAppendRequest(first.Reader) { Offset = 0 }, default);
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
        var appending = world.NewService().AppendAsync(upload.Id, new UploadAppendRequest(first.Reader) { Offset = 0 }, default);
        await UntilAsync(async () => (await world.RowAsync(upload.Id))!.IsActive);

        var whole = await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..3000));
        await first.SendAsync(new byte[3000]);
        first.End();

        await Assert.ThrowsAsync<UploadTakenOverException>(() => appending);
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
    public async Task Forbidden_type_is_refused_as_soon_as_its_first_bytes_are_there()
    {
        var upload = await world.CreateAsync(20_000_000);
        await world.AppendAsync(upload.Id, 0, new byte[1]);
        await world.AppendAsync(upload.Id, 1, new byte[1000]);
        var body = new BodyInHand();
        var appending = world.Service.AppendAsync(upload.Id, new UploadAppendRequest(body.Reader) { Offset = 1001 }, default);

        // The body never ends.
        await body.SendAsync(new byte[65_536 - 1001]);

        Assert.Equal(415, (await Assert.ThrowsAsync<ProblemException>(() => appending)).Status);
        await IsGoneAsync(upload.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Digest_of_the_file_is_compared_at_the_end(bool isInOneRequest)
    {
        var cut = isInOneRequest ? 0 : 100;
        foreach (var (digest, isRight) in ((byte[], bool)[])[(SHA256.HashData(Picture), true), (new byte[32], false)])
        {
            var upload = await world.CreateAsync(Picture.Length);
            if (cut > 0) await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..cut));
            var append = new UploadAppendRequest(PipeReader.Create(new(Picture.AsMemory(cut..)))) { Offset = cut, WholeSha256 = digest };

            if (isRight) Assert.True((await world.Service.AppendAsync(upload.Id, append, default)).IsComplete);
            else await Assert.ThrowsAsync<UploadDigestException>(() => world.Service.AppendAsync(upload.Id, append, default));

            if (!isRight) Assert.Equal(ResumableUploadState.Gone, (await world.RowAsync(upload.Id))!.State);
        }

        Assert.Single(world.Files());
    }

    [Fact]
    public async Task Length_is_checked_before_the_type()
    {
        var upload = await world.CreateAsync();
        Assert.Equal("File is empty", (await Assert.ThrowsAsync<ProblemException>(() => world.AppendAsync(upload.Id, 0, default, isLast: true))).Message);

        upload = await world.CreateAsync(1000);
        await Assert.ThrowsAsync<UploadLengthException>(() => world.AppendAsync(upload.Id, 0, new byte[10], isLast: true));
    }

    [Theory]
    [InlineData(1000L)]
    [InlineData(null)]
    public async Task Announced_length_that_cannot_be_is_refused(long? length)
    {
        var upload = await world.CreateAsync(length);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..100), isLast: false);
        var append = new UploadAppendRequest(PipeReader.Create(new(Picture))) { Offset = 100, ContentLength = long.MaxValue, IsLast = false };

        var fault = await Assert.ThrowsAnyAsync<ProblemException>(() => world.Service.AppendAsync(upload.Id, append, default));

        Assert.Equal(length is null ? 413 : 400, fault.Status);
        Assert.Equal(100, (await world.Service.GetOffsetAsync(upload.Id, completes: true, default)).Offset);
    }

    [Fact]
    public async Task Refused_request_does_not_tell_the_length()
    {
        var upload = await world.CreateAsync();
        var append = new UploadAppendRequest(PipeReader.Create(new(Picture.AsMemory(..100)))) { Offset = 0, Length = 100, Checksum = new(HashAlgorithmName.SHA256, new byte[32]) };

        await Assert.ThrowsAsync<UploadChecksumException>(() => world.Service.AppendAsync(upload.Id, append, default));

        var row = (await world.RowAsync(upload.Id))!;
        Assert.Equal((null, false), (row.Length, row.IsActive));
    }

    [Fact]
    public async Task What_has_arrived_when_a_request_is_taken_over_is_stored()
    {
        var upload = await world.CreateAsync(3000);
        var appending = world.Service.AppendAsync(upload.Id, new UploadAppendRequest(new ArrivedBody(Picture.AsMemory(..1000))) { Offset = 0 }, default);
        await UntilAsync(async () => (await world.RowAsync(upload.Id))!.IsActive);

        Assert.Equal(1000, (await world.Service.GetOffsetAsync(upload.Id, completes: true, default)).Offset);

        await Assert.ThrowsAsync<UploadTakenOverException>(() => appending);
    }

    [Fact]
    public async Task Upload_whose_bytes_the_store_has_lost_is_gone()
    {
        var upload = await world.CreateAsync(3000);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..1000));
        File.Delete(Assert.Single(world.Files()));
        var lost = new List<string>();
        world.Service.Lost += fault => lost.Add(fault.Id);

        var fault = await Assert.ThrowsAsync<UploadLostException>(() => world.AppendAsync(upload.Id, 1000, Picture.AsMemory(1000..3000)));

        Assert.Equal(410, fault.Status);
        Assert.Equal([upload.Id], lost);
        await IsGoneAsync(upload.Id);
    }

    [Fact]
    public async Task Deleted_key_ends_its_uploads()
    {
        var upload = await world.CreateAsync(1000);
        await world.AppendAsync(upload.Id, 0, Picture.AsMemory(..100));
        await world.Keys.DeleteAsync(world.AppId, null, world.KeyId, UploadWorld.Actor, default);

        Assert.Equal(410, (await Assert.ThrowsAsync<ProblemException>(() => world.AppendAsync(upload.Id, 100, Picture.AsMemory(100..1000)))).Status);
        Assert.Equal(1, await world.Sweep.RunAsync(Fail, default));
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
        var link = new UploadLinkLimits("link", 1, world.Clock.GetUtcNow() + TimeSpan.FromHours(1));
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
        Assert.Equal(1, await world.Sweep.RunAsync(Fail, default));
        await IsGoneAsync(upload.Id);

        world.Clock.Advance(TimeSpan.FromHours(25));
        await world.Sweep.RunAsync(Fail, default);

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

    private static void Fail(Exception fault) => Assert.Fail(fault.ToString());

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
