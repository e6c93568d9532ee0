using System.IO.Pipelines;
using Parhelion.Core.Blobs;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Commands;

/// <summary>Runs the command <c>blobs</c>, which lists the content of the blob store, or writes one blob to stdout. The server may run at the same time.</summary>
/// <remarks>The command is needed because small blobs share files, and no other program reads these files.</remarks>
internal static class BlobsCommand
{
    /// <summary>The arguments of the command, for the help.</summary>
    public const string Usage = "blobs [list | read KEY]";

    public static async Task<int> RunAsync(string[] args)
    {
        string[] words = [.. args.TakeWhile(arg => !arg.StartsWith("--", StringComparison.Ordinal))];
        await using var app = CommandHost.Build(args.Skip(words.Length));
        Func<IServiceProvider, Task<int>> work = words switch
        {
            [] or ["list"] => ListAsync,
            ["read", var text] when BlobKey.TryParse(text, out var key) => all => ReadAsync(all, key),
            ["read", var text] => throw new OperatorErrorException([$"'{text}' is not the key of a blob; a key has {BlobKey.Length} characters."]),
            _ => throw new OperatorErrorException([$"'{string.Join(' ', words)}' is not an action of blobs. Usage: {Usage}"]),
        };
        return await CommandHost.GuardAsync(app, async all =>
        {
            await CommandHost.CheckBlobStoreAsync(all);
            return await work(all);
        });
    }

    private static async Task<int> ListAsync(IServiceProvider all)
    {
        long count = 0, bytes = 0;
        await foreach (var entry in all.GetRequiredService<IBlobStore>().ListAsync(CancellationToken.None))
        {
            count++;
            bytes += entry.Length;
            Console.WriteLine($"{WordOf(entry.State),-10}  {entry.Length,12} bytes  {entry.ModifiedAt:u}  {entry.Name}");
        }

        Console.WriteLine($"{count} entries, {SizeAndDurationFormatter.Bytes(bytes)}");
        return ExitCodes.Done;
    }

    private static async Task<int> ReadAsync(IServiceProvider all, BlobKey key)
    {
        var blobs = all.GetRequiredService<IBlobStore>();
        await using var blob = await blobs.LengthAsync(key, CancellationToken.None) is { } length ? await blobs.OpenAsync(key, 0, length, CancellationToken.None) : null;
        if (blob is null)
        {
            await Console.Error.WriteLineAsync("The store has no blob with this key.");
            return ExitCodes.Found;
        }

        await using var output = Console.OpenStandardOutput();
        await blob.CopyToAsync(PipeWriter.Create(output), CancellationToken.None);
        return ExitCodes.Done;
    }

    private static string WordOf(BlobListingEntryKind state) => state switch
    {
        BlobListingEntryKind.Complete => "blob",
        BlobListingEntryKind.Foreign => "foreign",
        _ => "unfinished",
    };
}
