using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;

namespace Parhelion.Core.Tests.Catalog;

/// <summary>What was deleted is in no file of the database once the log was emptied: not in the log, and not in a corner of a page.</summary>
public sealed partial class WriteAheadLogCleanerTests : IAsyncLifetime
{
    private static readonly int[] Lengths = [10, 50, 100, 300, 600, 1000, 6000];

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-log-").FullName;
    private SqliteDatabase database = null!;

    private string FilePath => Path.Combine(directory, "rows.db");

    public async ValueTask InitializeAsync()
    {
        database = new SqliteDatabase(FilePath, Durability.Os, TimeProvider.System);
        await WriteAsync(session => session.Sql("CREATE TABLE notes (id TEXT NOT NULL PRIMARY KEY, word TEXT NOT NULL, text TEXT NOT NULL)").ExecuteAsync());
        await WriteAsync(session => session.Sql("CREATE UNIQUE INDEX notes_by_word ON notes (word)").ExecuteAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Log_is_empty_and_nothing_deleted_is_left_in_it()
    {
        await AddAsync(1, "deleted-word", 100);
        await DeleteAsync(1);
        Assert.Contains("deleted-word", Everything(), StringComparison.Ordinal);

        Assert.True(await database.Log.EmptyAsync());

        Assert.DoesNotContain("deleted-word", Everything(), StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(FilePath + "-wal").Length);
        Assert.True(database.Log.IsEmpty);
    }

    // SQLite moves rows from page to page, and leaves copies behind that its secure_delete does not know of.
    [Fact]
    public async Task No_copy_of_a_deleted_row_stays_in_the_unused_bytes_of_a_page()
    {
        var notes = new RandomNotes();
        for (var round = 0; round < 3000; round++)
        {
            await WriteAsync(notes.ChangeAsync);
            if (round % 1000 == 500) Assert.True(await database.Log.EmptyAsync());
        }

        Assert.True(await database.Log.EmptyAsync());

        var found = NotesIn(Directory.GetFiles(directory)).ToHashSet();
        Assert.Empty(found.Intersect(notes.Dead));
        Assert.Empty(notes.Living.Except(found));
        Assert.Equal("ok", await CheckAsync());
    }

    // The writer keeps pages in its cache. What was zeroed in the file alone would be written again, gap and all, with the next change of its page.
    [Fact]
    public async Task No_copy_of_a_deleted_row_comes_back_with_a_later_change_of_its_page()
    {
        var notes = new RandomNotes();
        for (var part = 0; part < 30; part++)
        {
            var gone = notes.Dead.ToList();
            for (var round = 0; round < 100; round++) await WriteAsync(notes.ChangeAsync);

            Assert.Empty(NotesIn(Directory.GetFiles(directory)).Intersect(gone));
            Assert.True(await database.Log.EmptyAsync());
        }
    }

    // The gaps of a copy are not zeroed: its pages need not be in the log when their rows are deleted.
    [Fact]
    public async Task Database_that_was_copied_has_each_row_once()
    {
        var notes = new RandomNotes();
        for (var round = 0; round < 4000; round++) await WriteAsync(notes.AddAsync);
        var copy = Path.Combine(directory, "copy.db");
        await database.CopyToAsync(copy, TestContext.Current.CancellationToken);

        // In the row, in its text and in the index.
        Assert.Equal(3 * notes.Living.Count, NotesIn(copy).Count());
    }

    [Fact]
    public async Task Reader_that_needs_the_log_keeps_it_and_holds_up_nobody()
    {
        await AddAsync(1, "deleted-word", 100);
        using (var other = new SqliteConnection($"Data Source={FilePath};Pooling=False"))
        {
            other.Open();
            using var snapshot = other.BeginTransaction(deferred: true);
            using (var read = other.CreateCommand())
            {
                read.CommandText = "SELECT COUNT(*) FROM notes";
                Assert.Equal(1L, read.ExecuteScalar());
            }

            await DeleteAsync(1);

            Assert.False(await database.Log.EmptyAsync());
            await AddAsync(2, "kept-word", 100);
        }

        Assert.True(await database.Log.EmptyAsync());
        Assert.DoesNotContain("deleted-word", Everything(), StringComparison.Ordinal);
        Assert.Contains("kept-word", Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_begins_anew_with_the_first_commit_and_says_so()
    {
        await database.Log.EmptyAsync();
        var begun = 0;
        database.Log.Begun += () => begun++;

        await AddAsync(1, "a", 1);
        await AddAsync(2, "b", 1);
        // Answers come before the log is looked after.
        await database.Log.EmptyAsync();

        Assert.Equal(1, begun);
    }

    [Fact]
    public async Task Log_that_nobody_empties_is_copied_before_it_is_large()
    {
        for (var note = 0; note < 40; note++) await AddAsync(note, $"{note}", 1_000_000);

        Assert.InRange(new FileInfo(FilePath + "-wal").Length, 1, 20_000_000);
    }

    private Task<int> AddAsync(int id, string word, int length) => WriteAsync(session => AddAsync(session, id, word, length));

    private Task<int> DeleteAsync(int id) => WriteAsync(session => DeleteAsync(session, id));

    private static ValueTask<int> AddAsync(DatabaseSession session, int id, string word, int length) => session
        .Sql("INSERT INTO notes (id, word, text) VALUES (@id, @word, @text)")
        .With("@id", IdOf(id)).With("@word", word).With("@text", word + new string('x', length)).ExecuteAsync();

    private static ValueTask<int> DeleteAsync(DatabaseSession session, int id) => session.Sql("DELETE FROM notes WHERE id = @id").With("@id", IdOf(id)).ExecuteAsync();

    // In no order, so that pages are split and joined everywhere.
    private static string IdOf(int id) => $"{(uint)id * 2654435761 % 1000003:D8}-{id}";

    private Task<int> WriteAsync(Func<DatabaseSession, ValueTask<int>> work) => database.WriteAsync(work, TestContext.Current.CancellationToken);

    private async Task<string> CheckAsync() => await database.ReadAsync(
        async (session, token) => (await session.Sql("PRAGMA integrity_check").FirstAsync(row => row.GetString(0), token))!, TestContext.Current.CancellationToken);

    private string Everything() => string.Concat(Directory.GetFiles(directory).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));

    private static IEnumerable<int> NotesIn(params string[] files) => files
        .SelectMany(file => RandomNotes.Word().Matches(Encoding.Latin1.GetString(File.ReadAllBytes(file))).Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));

    // Rows of all lengths that come and go.
    private sealed partial class RandomNotes
    {
        private readonly Random random = new(20261128);
        private int next;

        public List<int> Living { get; } = [];

        public List<int> Dead { get; } = [];

        [GeneratedRegex("word-([0-9]{8})-", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
        public static partial Regex Word();

        public static string WordOf(int note) => $"word-{note:D8}-";

        public async ValueTask<int> AddAsync(DatabaseSession session)
        {
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                Living.Add(++next);
                await WriteAheadLogCleanerTests.AddAsync(session, next, WordOf(next), Lengths[next % Lengths.Length]);
            }

            return 0;
        }

        public async ValueTask<int> ChangeAsync(DatabaseSession session)
        {
            await AddAsync(session);
            for (var i = random.Next(0, 5); i > 0 && Living.Count > 0; i--)
            {
                var which = random.Next(Living.Count);
                Dead.Add(Living[which]);
                await DeleteAsync(session, Living[which]);
                Living.RemoveAt(which);
            }

            return 0;
        }
    }
}
