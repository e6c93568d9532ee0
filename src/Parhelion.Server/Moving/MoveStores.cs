using System.Data.Common;
using Parhelion.Core.Catalog;
using Parhelion.Core.Moving;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Moving;

/// <summary>The four things that a move works with, two databases and two stores, and which of them fails. What is thrown in the middle of a move does not say
/// which side it comes from.</summary>
internal sealed class MoveStores(MoveSettings settings, StorageLocation from, StorageLocation to, TimeProvider clock)
{
    /// <summary>Asks each for the first time, and writes nothing.</summary>
    /// <exception cref="SettingsException">One or more of them do not answer; a sentence for each.</exception>
    public async Task ReachAsync(CancellationToken cancellationToken)
    {
        if (await FaultsAsync(cancellationToken) is { Count: > 0 } faults) throw new SettingsException(faults);
    }

    /// <summary>Says what stopped a move: asks each once more, so that the sentence names the settings of one that fails. A fault that has passed is quoted.</summary>
    public async Task<string> SentenceOfAsync(Exception fault) =>
        await FaultsAsync(CancellationToken.None) is [var first, ..] ? first : $"The move was stopped by a fault that has passed: {StartFaults.Quote(fault)}.";

    private async Task<List<string>> FaultsAsync(CancellationToken cancellationToken)
    {
        var sentences = await Task.WhenAll(
            DatabaseFaultAsync(settings.Present, from.Database, cancellationToken),
            BlobFaultAsync(settings.Present, from, cancellationToken),
            DatabaseFaultAsync(settings.New, to.Database, cancellationToken),
            BlobFaultAsync(settings.New, to, cancellationToken));
        return [.. sentences.OfType<string>()];
    }

    private static async Task<string?> DatabaseFaultAsync(StorageSettings side, Database database, CancellationToken cancellationToken)
    {
        try
        {
            await Migrations.VersionAsync(database, cancellationToken);
            return null;
        }
        catch (DbException e)
        {
            return DatabaseFaults.SentenceOf(side, e);
        }
    }

    private async Task<string?> BlobFaultAsync(StorageSettings side, StorageLocation storageLocation, CancellationToken cancellationToken)
    {
        try
        {
            await StorageFactory.ReachBlobsAsync(storageLocation.Blobs, side, clock, cancellationToken);
            return null;
        }
        catch (SettingsException e)
        {
            return e.Message;
        }
    }
}
