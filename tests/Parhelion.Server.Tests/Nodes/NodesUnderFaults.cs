using Npgsql;
using Parhelion.S3.Tests;
using Parhelion.Server.Tests.Faults;
using Parhelion.Server.Tests.Homes;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Nodes;

/// <summary>Two nodes over a PostgreSQL and a Ceph of which nothing can be relied on: what a test does not touch holds, and everything is whole again
/// when it says so.</summary>
internal sealed class NodesUnderFaults : IAsyncDisposable
{
    private readonly Home home;
    private readonly EngineScript database;
    private readonly EmptyDatabase rows;
    private readonly FaultyProxy store;
    private readonly string[] settings;
    private readonly ServerProcess?[] nodes = new ServerProcess?[2];
    private TimeSpan ahead;

    private NodesUnderFaults(Home home, EngineScript database, EmptyDatabase rows, string[] settings)
    {
        (this.home, this.database, this.rows, this.settings) = (home, database, rows, settings);
        store = new FaultyProxy(new Uri(home.Settings["Blobs:S3:Endpoint"]));
        home.Settings["Blobs:S3:Endpoint"] = store.Url.AbsoluteUri;
        home.Settings["Database:Provider"] = "Postgres";
        home.Settings["Database:ConnectionString"] = rows.ConnectionString;
        home.Settings["Secrets:MasterKey"] = Convert.ToBase64String(new byte[32]);
    }

    public int Count => nodes.Length;

    /// <summary>What has been done to them, by its name.</summary>
    public SortedDictionary<string, int> Done { get; } = new(StringComparer.Ordinal);

    public static Task<NodesUnderFaults> StartAsync(params string[] settings) => StartAsync(TimeSpan.Zero, settings);

    /// <summary>The same, where the clock of the second node is ahead by so much.</summary>
    public static async Task<NodesUnderFaults> StartAsync(TimeSpan ahead, params string[] settings)
    {
        // Not the one that other tests use: this one is stopped and started.
        var engine = await EngineScript.StartAsync("postgres.sh");
        var all = new NodesUnderFaults(
            await Home.OpenAsync(HomeKind.SqliteCeph), engine, await EmptyDatabase.CreateAsync(PostgresServer.ConnectionOf(engine)), settings)
        {
            ahead = ahead,
        };
        all.nodes[0] = await all.home.StartProcessAsync(settings);
        all.nodes[1] = await all.home.StartProcessInAsync(all.home.AddNode(), ahead, settings);
        return all;
    }

    /// <summary>A node, or <c>null</c> while it is down.</summary>
    public ServerProcess? Node(int number) => Volatile.Read(ref nodes[number]);

    /// <summary>One misfortune, chosen at random, from its beginning to its end.</summary>
    public async Task SufferAsync(Random random)
    {
        var (name, happen) = random.Next(5) switch
        {
            0 => ("sessions cut", CutSessionsAsync),
            1 => ("database restarted", RestartDatabaseAsync),
            2 => ("node killed", () => RestartNodeAsync(random.Next(nodes.Length))),
            3 => ("store refuses", () => MisbehaveAsync(random, Fault.SlowDown)),
            _ => ("store cuts lines", (Func<Task>)(() => MisbehaveAsync(random, random.Next(2) == 0 ? Fault.CutRequest : Fault.LoseAnswer))),
        };
        Done[name] = Done.GetValueOrDefault(name) + 1;
        await happen();
    }

    /// <summary>Stops everything but the engines, tidies up as the first start of a lone node would, and holds rows and bytes against each other.</summary>
    public async Task<(int ExitCode, string Output)> SettleAsync()
    {
        for (var i = 0; i < nodes.Length; i++) await StopAsync(i);
        // Nobody else uploads: whatever has no row now will never have one.
        await using var last = await home.StartProcessAsync([.. settings, "Sweep:OrphanAge=00:01:00", "Sweep:OrphanInterval=00:00:05"]);
        return await home.VerifyWhenSweptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < nodes.Length; i++) await StopAsync(i);
        await store.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await rows.DisposeAsync();
        await database.DisposeAsync();
        await home.DisposeAsync();
    }

    private Task<long> CutSessionsAsync() => rows.TerminateAsync();

    private async Task RestartDatabaseAsync()
    {
        await database.StopAsync();
        await database.StartAsync();
    }

    private async Task RestartNodeAsync(int number)
    {
        var directory = nodes[number]!.DataDirectory;
        await StopAsync(number);
        Volatile.Write(ref nodes[number], await home.StartProcessInAsync(directory, number == 1 ? ahead : TimeSpan.Zero, settings));
    }

    private async Task MisbehaveAsync(Random random, Fault fault)
    {
        var dice = new Random(random.Next());
        store.Rule = _ =>
        {
            lock (dice) return dice.Next(2) == 0 ? fault : Fault.None;
        };
        await Task.Delay(TimeSpan.FromSeconds(1));
        store.Rule = _ => Fault.None;
    }

    private async Task StopAsync(int number)
    {
        if (nodes[number] is not { } node) return;
        Volatile.Write(ref nodes[number], null);
        node.Kill();
        await node.DisposeAsync();
    }
}
