using System.Data.Common;
using Parhelion.Core.Catalog;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>Turns exceptions of the database and of the data directory into a <see cref="OperatorErrorException"/>. The operator then reads one sentence with the
/// name of a setting, and no stack trace.</summary>
internal static class StorageErrorExplainer
{
    /// <summary>Runs <paramref name="open"/> and translates the exceptions of the database and of the data directory.</summary>
    /// <exception cref="OperatorErrorException">The database or a file cannot be opened, for a reason that the operator can correct.</exception>
    public static T Open<T>(StorageSettings settings, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (SentenceOf(settings, e) is { } sentence)
        {
            throw new OperatorErrorException(sentence, e);
        }
    }

    /// <inheritdoc cref="Open{T}"/>
    public static async Task OpenAsync(StorageSettings settings, Func<Task> open)
    {
        try
        {
            await open();
        }
        catch (Exception e) when (SentenceOf(settings, e) is { } sentence)
        {
            throw new OperatorErrorException(sentence, e);
        }
    }

    /// <summary>Returns the sentence for an exception of the database or of the data directory; <c>null</c> for any other exception.</summary>
    public static string? SentenceOf(StorageSettings settings, Exception fault) => fault switch
    {
        DbException or UnusableDatabaseException => DatabaseErrorExplainer.SentenceOf(settings, fault),
        IOException or UnauthorizedAccessException => FolderErrorExplainer.SentenceOf($"{settings.Section}:DataDirectory", settings.DataDirectory, null, fault),
        _ => null,
    };
}
