using Parhelion.Core.Blobs;
using Parhelion.Core.Removing;
using Parhelion.Core.Uploading;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>
/// Runs the command <c>quarantine</c>, which lists or restores the blobs in the quarantine. The command can also quarantine blobs that have no row in the
/// database. The server may run at the same time.
/// </summary>
/// <remarks>The action <c>take</c> moves all blobs without a row into the quarantine, however many there are. The orphan scan of the server moves none if there
/// are too many.</remarks>
internal static class QuarantineCommand
{
    /// <summary>The arguments of the command, for the help.</summary>
    public const string Usage = "quarantine [list | restore KEY... | restore --all | take]";

    private const string All = "--all";

    // Maximum number of keys in memory.
    private const int MaxAtOnce = 1000;

    public static async Task<int> RunAsync(string[] args)
    {
        var words = args.TakeWhile(arg => !arg.StartsWith("--", StringComparison.Ordinal) || arg == All).ToArray();
        await using var app = CommandHost.Build(args.Skip(words.Length));
        Func<IServiceProvider, Task<int>> work = words switch
        {
            [] or ["list"] => ListAsync,
            ["restore", All] => RestoreAllAsync,
            ["restore", _, ..] => all => RestoreAsync(all, [.. words.Skip(1).Select(ParseKey)]),
            ["take"] => TakeAsync,
            _ => throw new OperatorErrorException([$"'{string.Join(' ', words)}' is not an action of quarantine. Usage: {Usage}"]),
        };
        return await CommandHost.GuardAsync(app, async all =>
        {
            await CommandHost.CheckBlobStoreAsync(all);
            return await work(all);
        });
    }

    private static async Task<int> ListAsync(IServiceProvider all)
    {
        var (blobs, orphans) = (all.GetRequiredService<IBlobStore>(), all.GetRequiredService<OrphanScanOptions>());
        long count = 0, bytes = 0;
        await foreach (var entry in blobs.Quarantine.ListAsync(CancellationToken.None))
        {
            count++;
            bytes += entry.Length;
            var end = entry.ModifiedAt + orphans.QuarantineTime;
            Console.WriteLine($"{entry.Key}  {entry.Length,12} bytes  quarantined {entry.ModifiedAt:u}  erased after {end:u}");
        }

        Console.WriteLine($"{count} blobs in the quarantine, {SizeAndDurationFormatter.Bytes(bytes)}");
        return ExitCodes.Done;
    }

    private static async Task<int> RestoreAsync(IServiceProvider all, List<BlobKey> keys)
    {
        var kept = await RestoreAsync(all.GetRequiredService<IBlobStore>().Quarantine, keys);
        return Report(keys.Count - kept.Count, kept);
    }

    // Returns the keys that could not be restored.
    private static async Task<List<BlobKey>> RestoreAsync(IOrphanQuarantine quarantine, List<BlobKey> keys)
    {
        var kept = new List<BlobKey>();
        foreach (var key in keys)
        {
            if (!await quarantine.RestoreAsync(key, CancellationToken.None)) kept.Add(key);
        }

        return kept;
    }

    private static int Report(long given, List<BlobKey> kept)
    {
        foreach (var key in kept) Console.WriteLine($"{key} was not restored: it is not in the quarantine, or the store already has a blob with this key and another length");
        Console.WriteLine($"{given} blobs restored. A blob that still has no row returns to the quarantine when it is older than Parhelion:Sweep:OrphanAge.");
        return kept.Count == 0 ? ExitCodes.Done : ExitCodes.Found;
    }

    private static async Task<int> TakeAsync(IServiceProvider all)
    {
        StorageFactory.RequireDatabase(all.GetRequiredService<StorageSettings>());
        var scan = new OrphanScan(
            await CommandHost.OpenDatabaseAsync(all), all.GetRequiredService<IBlobStore>(), all.GetRequiredService<InFlightUploadRegistry>(), all.GetRequiredService<OrphanScanOptions>());
        long taken = 0, bytes = 0;
        OrphanScanResult result;
        do
        {
            result = await scan.RunAsync(takesAny: true, CancellationToken.None);
            (taken, bytes) = (taken + result.Quarantined, bytes + result.QuarantinedBytes);
        }
        while (result.HasMore);

        Console.WriteLine($"{taken} blobs without a row moved to the quarantine, {SizeAndDurationFormatter.Bytes(bytes)}. 'quarantine restore --all' restores them.");
        return ExitCodes.Done;
    }

    private static async Task<int> RestoreAllAsync(IServiceProvider all)
    {
        var quarantine = all.GetRequiredService<IBlobStore>().Quarantine;
        long given = 0;
        var kept = new HashSet<BlobKey>();
        while (true)
        {
            // Read the keys first: entries must not be removed while the list is enumerated. Those that could not be restored are not tried again.
            var keys = await quarantine.ListAsync(CancellationToken.None).Select(entry => entry.Key!.Value).Where(key => !kept.Contains(key)).Take(MaxAtOnce).ToListAsync();
            if (keys.Count == 0) return Report(given, [.. kept]);
            var failed = await RestoreAsync(quarantine, keys);
            given += keys.Count - failed.Count;
            kept.UnionWith(failed);
        }
    }

    private static BlobKey ParseKey(string text) =>
        BlobKey.TryParse(text, out var key) ? key : throw new OperatorErrorException([$"'{text}' is not the key of a blob; a key has {BlobKey.Length} characters."]);
}
