using Parhelion.Core.Catalog;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Commands;

/// <summary>Runs the command <c>refusals</c>, which lists the uploads that were refused as malware or because of a quota. The server may run at the same
/// time.</summary>
internal static class RefusalsCommand
{
    /// <summary>The arguments of the command, for the help.</summary>
    public const string Usage = "refusals [APP-ID]";

    private const int PageSize = 500;

    public static async Task<int> RunAsync(string[] args)
    {
        string[] words = [.. args.TakeWhile(arg => !arg.StartsWith('-'))];
        if (words.Length > 1) throw new OperatorErrorException([$"refusals takes one app at most. Usage: {Usage}"]);
        await using var app = CommandHost.Build(args.Skip(words.Length));
        StorageFactory.RequireDatabase(app.Services.GetRequiredService<StorageSettings>());
        return await CommandHost.GuardAsync(app, all => ListAsync(all, words.FirstOrDefault()));
    }

    private static async Task<int> ListAsync(IServiceProvider all, string? appId)
    {
        var database = await CommandHost.OpenDatabaseAsync(all);
        long count = 0;
        for (var after = ""; ;)
        {
            var from = after;
            var page = await database.ReadAsync((session, token) => RefusedUploadTable.ListAsync(session, appId, from, PageSize, token), CancellationToken.None);
            foreach (var row in page) Console.WriteLine(LineOf(row));
            count += page.Count;
            if (page.Count < PageSize) break;
            after = page[^1].Id;
        }

        Console.WriteLine($"{count} refused uploads");
        return ExitCodes.Done;
    }

    // The last column is the only one that may have blanks.
    private static string LineOf(RefusedUploadRow row)
    {
        var hash = row.Sha256 is null ? "-" : Convert.ToHexStringLower(row.Sha256);
        var size = row.Size is { } bytes ? SizeAndDurationFormatter.Bytes(bytes) : "unknown size";
        return $"{row.Id}  {row.RefusedAt:u}  app {row.AppId}  {row.Reason}  {row.Signature ?? "-"}  {size}  {row.MediaType ?? "-"}  sha256 {hash}  {row.FileName ?? "-"}";
    }
}
