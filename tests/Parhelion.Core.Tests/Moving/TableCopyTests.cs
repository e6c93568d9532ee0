using System.IO.Pipelines;
using System.Security.Cryptography;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Core.Moving;

namespace Parhelion.Core.Tests.Moving;

/// <summary>Making one side the same as the other, table by table.</summary>
public sealed class TableCopyTests : IAsyncLifetime
{
    private const string Run = "run";

    private static readonly CopiedTableDefinition Users = CopiedTables.All.Single(table => table.Name == "users");
    private static readonly CopiedTableDefinition Messages = CopiedTables.All.Single(table => table.Name == "messages");
    private static readonly CopiedTableDefinition Links = CopiedTables.All.Single(table => table.Name == "message_attachments");

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-copy-").FullName;
    private readonly List<Database> databases = [];
    private InstallationStorage from = null!;
    private InstallationStorage to = null!;

    public async ValueTask InitializeAsync()
    {
        (from, to) = (await OpenAsync("from"), await OpenAsync("to"));
        await to.Database.WriteAsync(session => SetRunAsync(session, Run), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in databases) await database.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    // Ids and unique names of a few, so that each round adds, changes, drops, and passes names from one user to another, upwards and downwards.
    [Fact]
    public async Task Target_is_what_the_source_is_whatever_it_was()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            await FillAsync(from.Database, random);
            if (random.Next(3) == 0) await FillAsync(to.Database, random);
            var before = await DumpAsync(to.Database);
            var tally = new TableCopyCounts(Users.Name);

            var changes = await Copy(Users, tally).RunAsync(TestContext.Current.CancellationToken);

            var expected = await DumpAsync(from.Database);
            Assert.Equal(expected, await DumpAsync(to.Database));
            Assert.Equal(expected.Intersect(before, StringComparer.Ordinal).Count(), tally.Same);
            Assert.Equal(changes, tally.Added + tally.Updated + tally.Deleted);
            Assert.Equal(0, await Copy(Users, tally).RunAsync(TestContext.Current.CancellationToken));
            Assert.Equal(expected.Count, tally.Same);
        }
    }

    [Fact]
    public async Task Table_that_is_all_key_is_copied_too()
    {
        await from.Database.WriteAsync(
            async session =>
            {
                for (var i = 0; i < 700; i++) await MessageAttachmentTable.InsertAsync(session, BlobKey.New(), $"{i:x24}");
                return true;
            },
            TestContext.Current.CancellationToken);

        var tally = new TableCopyCounts(Links.Name);
        await Copy(Links, tally).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(700, tally.Added);
        Assert.Equal(0, await Copy(Links, tally).RunAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Walk_through_200_000_rows_holds_one_page()
    {
        await from.Database.WriteAsync(session => FillMessagesAsync(session, 200_000, "{}"), TestContext.Current.CancellationToken);
        var cursor = new TableCursor(from.Database, Messages);
        var (rows, most) = (0, 0);

        for (CopiedRow? last = null, row; (row = await cursor.PeekAsync(TestContext.Current.CancellationToken)) is not null; cursor.Advance(), rows++, last = row)
        {
            most = Math.Max(most, cursor.Held);
            Assert.True(last is null || last.OrderTo(row) < 0, "The walk goes back.");
        }

        Assert.Equal(200_000, rows);
        Assert.Equal(TableCursor.PageRows, most);
    }

    [Fact]
    public async Task Page_of_large_rows_has_fewer_of_them()
    {
        const int Characters = 100_000;
        await from.Database.WriteAsync(session => FillMessagesAsync(session, 300, new string('x', Characters)), TestContext.Current.CancellationToken);
        var cursor = new TableCursor(from.Database, Messages);
        var (rows, most) = (0, 0);

        for (; await cursor.PeekAsync(TestContext.Current.CancellationToken) is not null; cursor.Advance(), rows++) most = Math.Max(most, cursor.Held);

        Assert.Equal(300, rows);
        Assert.InRange(most, 1, (int)(TableCursor.PageBytes / (2 * Characters)) + 1);
    }

    [Fact]
    public async Task Run_that_was_taken_over_writes_nothing_more()
    {
        await FillAsync(from.Database, new Random(1));
        await to.Database.WriteAsync(session => SetRunAsync(session, "another"), TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<MoveException>(() => Copy(Users, new TableCopyCounts(Users.Name)).RunAsync(TestContext.Current.CancellationToken));

        Assert.Contains("taken over", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await DumpAsync(to.Database));
    }

    // With bytes that no store of a move may publish under the key, and those that are right.
    [Theory]
    [InlineData("right", BlobCopyOutcome.Brought)]
    [InlineData("wrong", BlobCopyOutcome.Faulty)]
    [InlineData("short", BlobCopyOutcome.Faulty)]
    [InlineData("none", BlobCopyOutcome.Faulty)]
    public async Task Blob_is_published_when_its_hash_is_right(string kind, object expected)
    {
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        var key = BlobKey.New();
        var row = new AttachmentRow { Key = key, Id = $"{1:x24}", AppId = $"{2:x24}", FileName = "a.bin", MediaType = "image/png", Size = bytes.Length, Sha256 = SHA256.HashData(bytes), CreatedAt = default };
        await from.Database.WriteAsync(
            async session =>
            {
                await AppTable.InsertAsync(session, new AppRow(row.AppId, "App", "{}", null), default);
                return await AttachmentTable.InsertAsync(session, row);
            },
            TestContext.Current.CancellationToken);
        if (kind == "wrong") bytes[^1] ^= 1;
        if (kind != "none") await from.Blobs.WriteAsync(key, PipeReader.Create(new(kind == "short" ? bytes[1..] : bytes)), TestContext.Current.CancellationToken);
        var findings = new List<string>();
        var copy = new BlobCopy(from, to, new BlobCopyCounts(), new MoveProgress(), findings.Add);

        var outcome = await copy.CopyAsync([new BlobToCopy(key, row.AppId, row.Size, row.Sha256)], TestContext.Current.CancellationToken);

        Assert.Equal(expected, Assert.Single(outcome));
        Assert.Equal(kind == "right" ? row.Size : null, await to.Blobs.LengthAsync(key, TestContext.Current.CancellationToken));
        Assert.Equal(kind == "right" ? 0 : 1, findings.Count);
        Assert.Empty(Directory.GetFiles(Path.Combine(directory, "to", "staging")));
    }

    [Fact]
    public async Task Wrong_blob_at_the_new_store_is_replaced_and_a_right_one_kept()
    {
        var bytes = RandomNumberGenerator.GetBytes(1000);
        var (good, bad) = (BlobKey.New(), BlobKey.New());
        await from.Blobs.WriteAsync(bad, PipeReader.Create(new(bytes)), TestContext.Current.CancellationToken);
        await to.Blobs.WriteAsync(good, PipeReader.Create(new(bytes)), TestContext.Current.CancellationToken);
        await to.Blobs.WriteAsync(bad, PipeReader.Create(new(new byte[1000])), TestContext.Current.CancellationToken);
        var tally = new BlobCopyCounts();
        var copy = new BlobCopy(from, to, tally, new MoveProgress(), _ => Assert.Fail("Nothing is wrong."));

        await copy.CopyAsync([.. new[] { good, bad }.Select(key => new BlobToCopy(key, "app", 1000, SHA256.HashData(bytes)))], TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), (tally.Found, tally.Copied));
    }

    private static async ValueTask<bool> SetRunAsync(DatabaseSession session, string run)
    {
        await InstallationTable.SetAsync(session, InstallationTable.CopyRun, run);
        return true;
    }

    private static async ValueTask<bool> FillMessagesAsync(DatabaseSession session, int count, string content)
    {
        for (var i = 0; i < count; i++)
        {
            await session.Sql("INSERT INTO messages (id, conversation_id, epoch, author, content, received_at) VALUES (@id, 'c', 0, '{}', @content, 0)")
                .With("@id", $"{i:x24}").With("@content", content).ExecuteAsync();
        }

        return true;
    }

    private static Task<bool> FillAsync(Database database, Random random) =>
        database.WriteAsync(
            async session =>
            {
                await session.Sql("DELETE FROM users").ExecuteAsync();
                var names = Enumerable.Range(0, 12).OrderBy(_ => random.Next()).ToList();
                for (var id = 0; id < 400; id++)
                {
                    if (random.Next(2) == 0) continue;
                    var name = random.Next(20) == 0 && names.Count > 0 ? names[^1] : -1;
                    if (name >= 0) names.RemoveAt(names.Count - 1);
                    await session.Sql("INSERT INTO users (id, app_id, brand_id, external_id, signed_up_at, profile, metadata, created_at) VALUES (@id, 'app', '', @name, @at, '{}', '{}', 0)")
                        .With("@id", $"{id:x24}").With("@name", name < 0 ? null : $"name {name}").With("@at", random.Next(2)).ExecuteAsync();
                }

                return true;
            },
            TestContext.Current.CancellationToken);

    private static async Task<List<string>> DumpAsync(Database database) =>
        await database.ReadAsync(
            (session, token) => session.Sql("SELECT * FROM users ORDER BY id").AllAsync(
                row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(row.GetValue)), token),
            TestContext.Current.CancellationToken);

    private TableCopy Copy(CopiedTableDefinition table, TableCopyCounts tally) => new(from, to, table, Run, tally, new MoveProgress());

    private async Task<InstallationStorage> OpenAsync(string name)
    {
        var folder = Path.Combine(directory, name);
        Directory.CreateDirectory(folder);
        var database = new SqliteDatabase(Path.Combine(folder, "parhelion.db"), Durability.Os, TimeProvider.System);
        databases.Add(database);
        await database.MigrateAsync(TestContext.Current.CancellationToken);
        return new InstallationStorage(database, new DiskBlobStore(folder, Durability.Os));
    }
}
