using System.Buffers.Binary;
using Npgsql;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Tests;

namespace Parhelion.Postgres.Tests;

/// <summary>Transactions that meet, and connections that break: work happens once, or the caller is told that nobody knows.</summary>
public sealed class TransactionTests : IAsyncLifetime
{
    private MigratedDatabase database = null!;
    private PostgresDatabase node = null!;

    public async ValueTask InitializeAsync()
    {
        database = await MigratedDatabase.CreateAsync();
        node = database.Node();
        await database.Server.RunAsync("INSERT INTO counters VALUES ('first', 0), ('second', 0)");
    }

    public async ValueTask DisposeAsync() => await database.DisposeAsync();

    // Each sees nobody on duty but itself, and goes. One after the other that could not be.
    [Fact]
    public async Task Two_that_decide_by_what_the_other_changes_end_as_if_one_had_come_after_the_other()
    {
        var attempts = 0;
        var bothHaveLooked = new Barrier(2);
        async ValueTask<bool> LeaveAsync(DatabaseSession session, string own)
        {
            var isFirstTime = Interlocked.Increment(ref attempts) <= 2;
            var left = await session.Sql("SELECT COALESCE(SUM(value), 0)::bigint FROM counters WHERE name IN ('first', 'second')").FirstAsync(row => row.GetInt64(0));
            if (isFirstTime) await Task.Run(() => bothHaveLooked.SignalAndWait(TestContext.Current.CancellationToken));
            if (left > 0) return false;
            await MigratedDatabase.CountAsync(session, own);
            return true;
        }

        var outcomes = await Task.WhenAll(
            node.WriteAsync(session => LeaveAsync(session, "first"), TestContext.Current.CancellationToken),
            database.Node().WriteAsync(session => LeaveAsync(session, "second"), TestContext.Current.CancellationToken));

        Assert.Single(outcomes, true);
        Assert.Equal(1, await database.CounterAsync("first") + await database.CounterAsync("second"));
        Assert.True(attempts > 2, "They did not meet.");
    }

    [Fact]
    public async Task Fifty_at_once_on_one_row_all_come_through()
    {
        var nodes = new[] { node, database.Node() };

        var values = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            i => Task.Run(() => nodes[i % 2].WriteAsync(session => MigratedDatabase.CountAsync(session, "first"), TestContext.Current.CancellationToken))));

        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), values.Order());
    }

    [Fact]
    public async Task Two_that_look_and_find_nothing_and_put_the_same_there_put_it_there_once()
    {
        var bothHaveLooked = new Barrier(2);
        var attempts = 0;
        async ValueTask<bool> PutAsync(DatabaseSession session)
        {
            var isFirstTime = Interlocked.Increment(ref attempts) <= 2;
            var isThere = await session.Sql("SELECT 1 FROM counters WHERE name = 'third'").FirstAsync(_ => true);
            if (isFirstTime) await Task.Run(() => bothHaveLooked.SignalAndWait(TestContext.Current.CancellationToken));
            if (!isThere) await session.Sql("INSERT INTO counters VALUES ('third', 1)").ExecuteAsync();
            return !isThere;
        }

        var outcomes = await Task.WhenAll(
            node.WriteAsync(PutAsync, TestContext.Current.CancellationToken), database.Node().WriteAsync(PutAsync, TestContext.Current.CancellationToken));

        Assert.Single(outcomes, true);
        Assert.Equal(1, await database.CounterAsync("third"));
    }

    [Fact]
    public async Task Row_that_is_there_already_is_a_fault_in_the_end()
    {
        var attempts = 0;

        var fault = await Assert.ThrowsAsync<PostgresException>(() => node.WriteAsync(
            session =>
            {
                attempts++;
                return session.Sql("INSERT INTO counters VALUES ('first', 1)").ExecuteAsync();
            },
            TestContext.Current.CancellationToken));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, fault.SqlState);
        Assert.InRange(attempts, 2, 10);
    }

    [Fact]
    public async Task Work_that_throws_leaves_nothing_and_is_not_run_again()
    {
        var attempts = 0;

        await Assert.ThrowsAsync<NotSupportedException>(() => node.WriteAsync<bool>(
            async session =>
            {
                attempts++;
                await MigratedDatabase.CountAsync(session, "first");
                throw new NotSupportedException();
            },
            TestContext.Current.CancellationToken));

        Assert.Equal(1, attempts);
        Assert.Equal(0, await database.CounterAsync("first"));
    }

    [Fact]
    public async Task Session_that_is_ended_in_the_middle_is_begun_again_and_its_work_happens_once()
    {
        var attempts = 0;

        await node.WriteAsync(
            async session =>
            {
                await MigratedDatabase.CountAsync(session, "first");
                if (++attempts == 1) Assert.True(await database.Server.TerminateAsync("UPDATE counters%") > 0);
                return await MigratedDatabase.CountAsync(session, "second");
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(2, attempts);
        Assert.Equal((1, 1), (await database.CounterAsync("first"), await database.CounterAsync("second")));
    }

    [Fact]
    public async Task Query_whose_session_is_ended_is_asked_again()
    {
        var attempts = 0;

        var value = await node.ReadAsync(
            async (session, token) =>
            {
                if (++attempts == 1)
                {
                    await session.Sql("SELECT 'to be ended'").FirstAsync(row => row.GetString(0), token);
                    Assert.True(await database.Server.TerminateAsync("%to be ended%") > 0);
                }

                return await session.Sql("SELECT value FROM counters WHERE name = 'first'").FirstAsync(row => row.GetInt64(0), token);
            },
            TestContext.Current.CancellationToken);

        Assert.Equal((2, 0), (attempts, value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_whose_answer_is_lost_is_in_doubt_and_not_repeated(bool reachesTheServer)
    {
        await using var line = new CutLine(database.Server.ConnectionString);
        var behind = database.Node(line.ConnectionString);
        var attempts = 0;

        await Assert.ThrowsAsync<CommitInDoubtException>(() => behind.WriteAsync(
            async session =>
            {
                attempts++;
                var value = await MigratedDatabase.CountAsync(session, "first");
                line.Cut(afterSending: reachesTheServer);
                return value;
            },
            TestContext.Current.CancellationToken));

        Assert.Equal(1, attempts);
        // The server commits what it was told to, though nobody hears of it.
        while (reachesTheServer && await database.CounterAsync("first") == 0) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal(reachesTheServer ? 1 : 0, await database.CounterAsync("first"));
        // The next one has a line again.
        Assert.Equal(1, await behind.WriteAsync(session => MigratedDatabase.CountAsync(session, "second"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_has_left_before_the_work_begins_is_not_served()
    {
        using var left = new CancellationTokenSource();
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => node.WriteAsync(session => MigratedDatabase.CountAsync(session, "first"), left.Token));

        Assert.Equal(0, await database.CounterAsync("first"));
    }

    [Fact]
    public async Task Who_leaves_while_it_is_under_way_tears_nothing()
    {
        using var left = new CancellationTokenSource();

        await node.WriteAsync(
            async session =>
            {
                await MigratedDatabase.CountAsync(session, "first");
                await left.CancelAsync();
                return await MigratedDatabase.CountAsync(session, "second");
            },
            left.Token);

        Assert.Equal((1, 1), (await database.CounterAsync("first"), await database.CounterAsync("second")));
    }

    [Fact]
    public async Task Server_that_is_restarted_is_waited_for()
    {
        await using var engine = await EngineScript.StartAsync("postgres.sh");
        await using var restarted = await MigratedDatabase.CreateAsync(await EmptyDatabase.CreateAsync(PostgresServer.ConnectionOf(engine)));
        await restarted.Server.RunAsync("INSERT INTO counters VALUES ('first', 0)");
        var behind = restarted.Node();
        await behind.WriteAsync(session => MigratedDatabase.CountAsync(session, "first"), TestContext.Current.CancellationToken);

        await engine.StopAsync();
        var write = behind.WriteAsync(session => MigratedDatabase.CountAsync(session, "first"), TestContext.Current.CancellationToken);
        var read = behind.ReadAsync((session, token) => session.Sql("SELECT 1").FirstAsync(_ => true, token), TestContext.Current.CancellationToken).AsTask();
        await engine.StartAsync();

        Assert.Equal(2, await write);
        Assert.True(await read);
        await behind.CheckAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(Durability.Full, "on")]
    [InlineData(Durability.Os, "off")]
    public async Task Commit_is_flushed_to_disk_unless_that_is_left_to_the_system(Durability durability, string setting)
    {
        await using var other = new PostgresDatabase(database.Server.ConnectionString, durability, TimeProvider.System);

        var (commit, scan) = await other.ReadAsync(
            (session, token) => session.Sql("SELECT current_setting('synchronous_commit'), current_setting('enable_seqscan')").FirstAsync(row => (row.GetString(0), row.GetString(1)), token),
            TestContext.Current.CancellationToken);

        Assert.Equal((setting, "off"), (commit, scan));
    }

    [Theory]
    [InlineData("Username=parhelion;Password=hush")]
    [InlineData("Host=db;Password=hush;Surprise=1")]
    [InlineData("Host=db;Port=hush")]
    [InlineData("hush")]
    public void Connection_string_that_cannot_be_used_is_described_without_what_is_in_it(string text) =>
        Assert.DoesNotContain("hush", Assert.IsType<string>(PostgresConnections.FaultOf(text)), StringComparison.Ordinal);

    [Fact]
    public void Connection_string_that_can_be_used_has_no_fault() => Assert.Null(PostgresConnections.FaultOf("Host=db;Username=parhelion;Password=hush;Maximum Pool Size=5"));

    // A proxy in front of a server that is gone answers with something of its own. The driver does not check every length and every kind that it reads.
    [Fact]
    public async Task Answer_that_is_not_of_PostgreSQL_is_a_lost_connection()
    {
        await using var line = new CutLine(database.Server.ConnectionString);
        var behind = database.Node(line.ConnectionString);
        for (var i = 0; i < 96; i++)
        {
            await behind.ReadAsync((session, token) => session.Sql("SELECT 1").FirstAsync(row => row.GetInt32(0), token), TestContext.Current.CancellationToken);
            line.Answer(ForeignAnswer(i));

            // Both get another connection, and succeed.
            if (i % 2 == 0) await behind.WriteAsync(session => MigratedDatabase.CountAsync(session, "first"), TestContext.Current.CancellationToken);
            else await behind.ReadAsync((session, token) => session.Sql("SELECT 2").FirstAsync(row => row.GetInt32(0), token), TestContext.Current.CancellationToken);
        }

        Assert.Equal(48, await database.CounterAsync("first"));
    }

    [Fact]
    public async Task Commit_that_is_answered_by_something_else_is_in_doubt()
    {
        await using var line = new CutLine(database.Server.ConnectionString);
        var behind = database.Node(line.ConnectionString);
        for (var i = 0; i < 24; i++)
        {
            await Assert.ThrowsAsync<CommitInDoubtException>(() => behind.WriteAsync(
                async session =>
                {
                    var value = await MigratedDatabase.CountAsync(session, "first");
                    line.Answer(ForeignAnswer(i));
                    return value;
                },
                TestContext.Current.CancellationToken));
            // The connection does not come back.
            Assert.Equal(i, await behind.WriteAsync(session => session.Sql($"SELECT {i}").FirstAsync(row => row.GetInt32(0)), TestContext.Current.CancellationToken));
        }
    }

    // An error page, or noise that begins like a message: its kind, and perhaps a length.
    private static byte[] ForeignAnswer(int number)
    {
        if (number == 0) return "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
        var noise = new Random(number);
        var bytes = new byte[noise.Next(5, 200)];
        noise.NextBytes(bytes);
        if (number % 4 != 3) bytes[0] = "123CDEGHIKNRSTVWZdnstvcA"u8[number % 24];
        if (number % 4 == 1) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), noise.Next(60));
        return bytes;
    }
}
