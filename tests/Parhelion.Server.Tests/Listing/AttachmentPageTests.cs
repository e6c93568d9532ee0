using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Server.Tests.Conversations;

namespace Parhelion.Server.Tests.Listing;

/// <summary>Pages of the list of attachments: complete in both directions while others upload and delete, and each of bounded cost.</summary>
public abstract class AttachmentPageTests(ChatServer chat) : IAsyncLifetime
{
    private readonly ChatServer own = new(chat.Kind);

    public ValueTask InitializeAsync() => own.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await own.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Pages_lead_to_each_other_newest_first()
    {
        var ids = await InsertAsync(7);
        ids.Reverse();

        var first = await own.GetAsync("/attachments?page[size]=3&filter[name]=FILE");
        var second = await own.GetAsync(first.Link("next")!);
        var third = await own.GetAsync(second.Link("next")!);
        var back = await own.GetAsync(third.Link("prev")!);
        var start = await own.GetAsync(back.Link("prev")!);

        Assert.Equal(ids[..3], first.Ids());
        Assert.Equal(ids[3..6], second.Ids());
        Assert.Equal(ids[6..], third.Ids());
        Assert.Null(third.Link("next"));
        Assert.Equal(second.Ids(), back.Ids());
        Assert.Equal(first.Ids(), start.Ids());
        Assert.Null(start.Link("prev"));
        Assert.Null(first.Link("prev"));
        Assert.False(start.Meta.GetProperty("hasMore").GetBoolean());
        Assert.Contains("filter%5Bname%5D=FILE", first.Link("next"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Default_page_has_25()
    {
        await InsertAsync(30);

        Assert.Equal(25, (await own.GetAsync("/attachments")).Ids().Count);
        Assert.Equal(30, (await own.GetAsync("/attachments?page[size]=100")).Ids().Count);
    }

    [Theory]
    [InlineData("next")]
    [InlineData("prev")]
    public async Task Walk_beside_uploads_and_deletions_returns_each_once_and_misses_none(string direction)
    {
        var ids = await InsertAsync(60);
        var kept = ids.Where((_, i) => i % 3 != 0).ToList();
        var doomed = new Queue<string>(ids.Except(kept));
        var seen = new List<string>();
        var query = direction == "next" ? "" : "&page[before]=000000000000000000000000";

        for (string? link = $"/attachments?page[size]=7{query}"; link is not null;)
        {
            var page = await own.GetAsync(link);
            seen.AddRange(page.Ids());
            link = page.Link(direction);
            await InsertAsync(2);
            if (doomed.TryDequeue(out var one)) await DeleteAsync(one);
            // The entry of the cursor goes too.
            if (page.Ids() is [.., var last] && doomed.Contains(last)) await DeleteAsync(last);
            if (seen.Count > 400) break;
        }

        Assert.Equal(seen.Distinct(StringComparer.Ordinal).Count(), seen.Count);
        Assert.Empty(kept.Except(seen));
    }

    // The cost of a page: it ends exactly where 10,000 rows were looked at, with or without entries, and the next goes on there.
    [Fact]
    public async Task Page_looks_at_ten_thousand_rows_and_says_where_to_go_on()
    {
        var rare = await InsertAsync(1, "rare.png");
        var ids = await InsertAsync(10_020);
        var both = await InsertAsync(1, "rare.png");

        var first = await own.GetAsync("/attachments?filter[name]=rare");
        Assert.Equal(both, first.Ids());
        Assert.True(first.Meta.GetProperty("hasMore").GetBoolean());
        Assert.Equal(ids[21], first.Meta.GetProperty("afterCursor").GetString());
        var second = await own.GetAsync(first.Link("next")!);
        Assert.Equal(rare, second.Ids());
        Assert.False(second.Meta.GetProperty("hasMore").GetBoolean());
        Assert.Equal(rare[0], second.Meta.GetProperty("beforeCursor").GetString());

        var empty = await own.GetAsync($"/attachments?filter[name]=rare&page[after]={ids[^1]}");
        Assert.Empty(empty.Ids());
        Assert.Equal((ids[19], ids[19]), (empty.Meta.GetProperty("afterCursor").GetString(), empty.Meta.GetProperty("beforeCursor").GetString()));
        Assert.True(empty.Meta.GetProperty("hasMore").GetBoolean());
        Assert.Equal(rare, (await own.GetAsync(empty.Link("next")!)).Ids());

        var backwards = await own.GetAsync($"/attachments?filter[name]=rare&page[before]={rare[0]}");
        Assert.Empty(backwards.Ids());
        Assert.Equal(ids[9_999], backwards.Meta.GetProperty("beforeCursor").GetString());
        Assert.Equal(both, (await own.GetAsync(backwards.Link("prev")!)).Ids());
        Assert.Empty((await own.GetAsync("/attachments?filter[access]=private&page[size]=100")).Ids());
    }

    [Fact]
    public async Task Rows_of_a_deleted_conversation_that_wait_for_the_cascade_do_not_make_a_page_longer()
    {
        var older = await InsertAsync(2);
        // Held by a conversation that does not exist: gone for every reader.
        var dead = await InsertAsync(1_500, conversation: ChatServer.Missing);

        var first = await own.GetAsync("/attachments");
        Assert.Empty(first.Ids());
        Assert.Equal(dead[500], first.Meta.GetProperty("afterCursor").GetString());
        var second = await own.GetAsync(first.Link("next")!);

        Assert.Equal(older.AsEnumerable().Reverse(), second.Ids());
        Assert.False(second.Meta.GetProperty("hasMore").GetBoolean());
    }

    // Rows without bytes: only their order matters here.
    private async Task<List<string>> InsertAsync(int count, string name = "file.png", string? conversation = null)
    {
        var ids = new List<string>();
        await own.Server.Services.GetRequiredService<Database>().WriteAsync(
            async session =>
            {
                ids.Clear();
                for (var i = 0; i < count; i++) ids.Add(await InsertAsync(session, name, conversation));
                return true;
            },
            TestContext.Current.CancellationToken);
        return ids;
    }

    private async Task<string> InsertAsync(DatabaseSession session, string name, string? conversation)
    {
        var row = new AttachmentRow
        {
            Key = BlobKey.New(),
            Id = ObjectId.New(own.Clock),
            AppId = own.Server.AppId,
            FileName = name,
            MediaType = "image/png",
            Size = 16,
            Sha256 = new byte[32],
            CreatedAt = own.Clock.GetUtcNow(),
        };
        Assert.NotNull(await AttachmentTable.InsertAsync(session, row));
        if (conversation is not null)
        {
            await session.Sql("UPDATE attachments SET conversation_id = @conversation, held_by = 'conversation' WHERE token = @token")
                .With("@conversation", conversation).With("@token", row.Key.Value).ExecuteAsync();
        }

        return row.Id;
    }

    private async Task DeleteAsync(string id) => await own.Server.Services.GetRequiredService<Database>().WriteAsync(
        session => session.Sql("DELETE FROM attachments WHERE app_id = @app AND id = @id").With("@app", own.Server.AppId).With("@id", id).ExecuteAsync(),
        TestContext.Current.CancellationToken);
}

public sealed class SqliteAttachmentPageTests(SqliteChatServer chat) : AttachmentPageTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresAttachmentPageTests(PostgresChatServer chat) : AttachmentPageTests(chat), IClassFixture<PostgresChatServer>;
