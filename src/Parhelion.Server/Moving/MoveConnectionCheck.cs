using System.Data.Common;
using Parhelion.Core.Catalog;
using Parhelion.Core.Moving;
using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Moving;

/// <summary>
/// Checks that the command <c>migrate</c> can reach the databases and blob stores of the present and the new installation. If the copy stops, the class finds
/// out which connection failed.
/// </summary>
/// <remarks>The exception that stops the copy does not name the connection.</remarks>
internal sealed class MoveConnectionCheck(MoveSettings settings, InstallationStorage from, InstallationStorage to, TimeProvider clock)
{
    /// <summary>Connects to both databases and both blob stores for the first time. Writes nothing.</summary>
    /// <exception cref="OperatorErrorException">At least one database or store does not respond. The message has a sentence for each that does not.</exception>
    public async Task CheckConnectionsAsync(CancellationToken cancellationToken)
    {
        if (await FaultsAsync(cancellationToken) is { Count: > 0 } faults) throw new OperatorErrorException(faults);
    }

    /// <summary>Returns a sentence that says why the copy stopped. Checks the four connections again, so that the sentence can name the settings of a
    /// connection that fails. If no connection fails any more, the sentence quotes the exception.</summary>
    public async Task<string> SentenceOfAsync(Exception fault) =>
        await FaultsAsync(CancellationToken.None) is [var first, ..] ? first : $"An error that no longer occurs stopped the copy: {ExceptionText.Quote(fault)}.";

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
            return DatabaseErrorExplainer.SentenceOf(side, e);
        }
    }

    private async Task<string?> BlobFaultAsync(StorageSettings side, InstallationStorage storageLocation, CancellationToken cancellationToken)
    {
        try
        {
            await StorageFactory.CheckBlobStoreAsync(storageLocation.Blobs, side, clock, cancellationToken);
            return null;
        }
        catch (OperatorErrorException e)
        {
            return e.Message;
        }
    }
}
