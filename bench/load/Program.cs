using System.Globalization;
using System.Runtime.InteropServices;
using Parhelion.BenchReport.Figures;
using Parhelion.BenchReport.Pages;
using Parhelion.Load;
using Parhelion.Load.Peers;
using Parhelion.Load.Report;

switch (args.FirstOrDefault())
{
    case "cascade":
        await CascadeLoad.RunAsync(Number(100_000));
        return 0;
    case "webhooks":
        await WebhookLoad.RunAsync(Number(5));
        return 0;
    case "console":
        await ConsoleLoad.RunAsync(Number(1_000_000));
        return 0;
    case "scale":
        await ScaleLoad.RowsAsync(args.Length > 1 ? [.. args[1..].Select(text => long.Parse(text, CultureInfo.InvariantCulture))] : [10_000, 10_000_000]);
        return 0;
    case "nodes":
        await ScaleLoad.NodesAsync(Number(5));
        return 0;
    case "peers":
        return await PeersAsync();
    default:
        Console.WriteLine("""
            load cascade [ATTACHMENTS]   delete a user with that many attachments (100,000) while others upload
            load webhooks [ROUNDS]       upload while messages are told to webhooks that misbehave
            load console [ATTACHMENTS]   visit the pages of the console with that many attachments (1,000,000); read and upload while consoles are open
            load scale [ROWS ...]        look up, upload and delete with that many attachments in PostgreSQL (10,000 and 10,000,000)
            load nodes [ROUNDS]          one node and two over the same PostgreSQL
            load peers [OPTIONS]         read, upload and delete, on this server and on others in turn; see bench/README.md
            """);
        return 2;
}

int Number(int usual) => args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : usual;

static string Quoted(string argument) => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument;

static void End(string directory)
{
    PeerProcess.KillAll();
    StoreEngine.StopAll();
    PeerProcess.Ask("rm", "-rf", directory);
    Environment.Exit(1);
}

async Task<int> PeersAsync()
{
    Options options;
    try
    {
        options = Options.Parse(args.AsSpan(1));
    }
    catch (FormatException e)
    {
        Console.Error.WriteLine(e.Message);
        return 2;
    }

    var results = new Results();
    var directory = Scratch.New(options.Directory, "parhelion-load");
    using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => End(directory));
    using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => End(directory));
    try
    {
        await new PeerLoad(options, results, directory).RunAsync();
    }
    finally
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
    }

    // Where it was measured is nobody's business but this machine's; its file system is named.
    var command = $"./run bench {string.Join(' ', args.Select(Quoted)).Replace(options.Directory, "DIR", StringComparison.Ordinal)}";
    var run = RunRecord.Of(results, options, command);
    Console.WriteLine(TablePage.Of(new BenchRuns([run])));
    if (!options.Write) return 0;
    var root = Directory.GetCurrentDirectory();
    var runs = FigureFile.Read(root).With(run);
    FigureFile.Write(root, runs);
    foreach (var file in Report.Write(root, runs)) Console.Error.WriteLine($"written: {file}");
    return 0;
}
