using System.Data.Common;
using Parhelion.Core.Catalog;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Storage;

/// <summary>Turns what the stores throw while a verb opens them into a <see cref="SettingsException"/>, so that the operator reads one sentence with
/// the name of a setting, and no stack trace.</summary>
internal static class StartFaults
{
    /// <summary>Opens something, and translates the faults of the database and of the data directory.</summary>
    /// <exception cref="SettingsException">It cannot be opened for a reason that an operator can mend.</exception>
    public static T Open<T>(StorageSettings settings, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (SentenceOf(settings, e) is { } sentence)
        {
            throw new SettingsException(sentence, e);
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
            throw new SettingsException(sentence, e);
        }
    }

    /// <summary>The first line of a message, without a full stop: to be put into a sentence.</summary>
    public static string Quote(Exception fault) => fault.Message.Split('\n')[0].TrimEnd('\r', '.', ' ');

    /// <summary>The sentence for a fault of the database or of the data directory; <c>null</c> for any other.</summary>
    public static string? SentenceOf(StorageSettings settings, Exception fault) => fault switch
    {
        DbException or UnusableDatabaseException => DatabaseFaults.SentenceOf(settings, fault),
        IOException or UnauthorizedAccessException => FolderFaults.SentenceOf($"{settings.Section}:DataDirectory", settings.DataDirectory, null, fault),
        _ => null,
    };
}
