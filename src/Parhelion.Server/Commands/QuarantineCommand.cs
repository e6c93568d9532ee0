using Parhelion.Core.Blobs;
using Parhelion.Core.Removing;
using Parhelion.Core.Uploading;
using Parhelion.Server.Configuration;
using Parhelion.Server.Moving;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>The verb <c>quarantine</c>: lists the blobs in the quarantine, gives them back, or moves blobs without a row there that the server has found
/// too many of. It may run beside a running server.</summary>
internal static class QuarantineCommand
{
    /// <summary>What it takes, for the help.</summary>
    public const string Usage = "quarantine [list | restore KEY... | restore --all | take]";

    private const string All = "--all";

    // Keys that are held in memory at a time.
    private const int MostAtOnce = 1000;

    public static async Task<int> RunAsync(string[] args)
    {
        var words = args.TakeWhile(arg => !arg.StartsWith("--", StringComparison.Ordinal) || arg == All).ToArray();
        await using var app = CommandHost.Build(args.Skip(words.Length));
        Func<IServiceProvider, Task<int>> work = words switch
        {
            [] or ["list"] => ListAsync,
            ["restore", All] => GiveAllBackAsync,
            ["restore", _, ..] => all => GiveBackAsync(all, [.. words.Skip(1).Select(ParseKey)]),
            ["take"] => TakeAsync,
            _ => throw new SettingsException([$"'{string.Join(' ', words)}' is nothing that quarantine does; it is used as: {Usage}"]),
        };
        return await CommandHost.GuardAsync(app, async all =>
        {
            await CommandHost.ReachBlobsAsync(all);
            return await work(all);
        });
    }

    private static async Task<int> ListAsync(IServiceProvider all)
    {
        var (blobs, orphans) = (all.GetRequiredService<IBlobStore>(), all.GetRequiredService<OrphanOptions>());
        long count = 0, bytes = 0;
        await foreach (var entry in blobs.Quarantine.ListAsync(CancellationToken.None))
        {
            count++;
            bytes += entry.Length;
            var end = entry.ModifiedAt + orphans.QuarantineTime;
            Console.WriteLine($"{entry.Key}  {entry.Length,12} bytes  taken {entry.ModifiedAt:u}  erased after {end:u}");
        }

        Console.WriteLine($"{count} blobs in the quarantine, {HumanReadable.Bytes(bytes)}");
        return ExitCodes.Done;
    }

    private static async Task<int> GiveBackAsync(IServiceProvider all, List<BlobKey> keys)
    {
        var kept = await GiveBackAsync(all.GetRequiredService<IBlobStore>().Quarantine, keys);
        return Tell(keys.Count - kept.Count, kept);
    }

    // Those that could not be given back.
    private static async Task<List<BlobKey>> GiveBackAsync(IBlobQuarantine quarantine, List<BlobKey> keys)
    {
        var kept = new List<BlobKey>();
        foreach (var key in keys)
        {
            if (!await quarantine.GiveBackAsync(key, CancellationToken.None)) kept.Add(key);
        }

        return kept;
    }

    private static int Tell(long given, List<BlobKey> kept)
    {
        foreach (var key in kept) Console.WriteLine($"{key} is not in the quarantine, or its place is taken by a blob of another length");
        Console.WriteLine($"{given} blobs given back. Those whose row is missing are looked at again when they have the age of Sweep:OrphanAge.");
        return kept.Count == 0 ? ExitCodes.Done : ExitCodes.Found;
    }

    private static async Task<int> TakeAsync(IServiceProvider all)
    {
        StorageFactory.RequireDatabase(all.GetRequiredService<StorageSettings>());
        var scan = new OrphanScan(
            await CommandHost.OpenDatabaseAsync(all), all.GetRequiredService<IBlobStore>(), all.GetRequiredService<UploadsInFlight>(), all.GetRequiredService<OrphanOptions>());
        long taken = 0, bytes = 0;
        OrphanScanResult result;
        do
        {
            result = await scan.RunAsync(takesAny: true, CancellationToken.None);
            (taken, bytes) = (taken + result.Taken, bytes + result.TakenBytes);
        }
        while (result.HasMore);

        Console.WriteLine($"{taken} blobs without a row moved to the quarantine, {HumanReadable.Bytes(bytes)}. 'quarantine restore --all' gives them back.");
        return ExitCodes.Done;
    }

    private static async Task<int> GiveAllBackAsync(IServiceProvider all)
    {
        var quarantine = all.GetRequiredService<IBlobStore>().Quarantine;
        long given = 0;
        while (true)
        {
            // Listed first: the list does not bear that what is in it goes.
            var keys = await quarantine.ListAsync(CancellationToken.None).Take(MostAtOnce).Select(entry => entry.Key!.Value).ToListAsync();
            var kept = await GiveBackAsync(quarantine, keys);
            given += keys.Count - kept.Count;
            if (kept.Count == keys.Count) return Tell(given, kept);
        }
    }

    private static BlobKey ParseKey(string text) =>
        BlobKey.TryParse(text, out var key) ? key : throw new SettingsException([$"'{text}' is no key of a blob, which has {BlobKey.Length} characters."]);
}
