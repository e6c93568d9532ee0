using Parhelion.Core.Scanning;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Scanning;

/// <summary>Reads the file with the SHA-256 hashes of refused files (<c>Files:RefusedHashes</c>). If the file cannot be read or a line is wrong, throws a
/// <see cref="OperatorErrorException"/> that explains the cause in one sentence.</summary>
internal static class RefusedHashesFile
{
    /// <summary>Reads the file, if the settings name one.</summary>
    /// <exception cref="OperatorErrorException">The file cannot be read, or a line is wrong.</exception>
    public static void Load(RefusedHashes hashes, AntivirusSettings settings)
    {
        try
        {
            hashes.Load();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new OperatorErrorException($"Parhelion:Files:RefusedHashes is '{settings.RefusedHashes}', which {ReasonOf(e)}.", e);
        }
    }

    private static string ReasonOf(Exception fault) => fault switch
    {
        InvalidDataException => $"is no list of hashes: {ExceptionText.Quote(fault)}",
        FileNotFoundException or DirectoryNotFoundException => "does not exist; create it, or leave the setting out",
        UnauthorizedAccessException => $"the {ProcessUser.Text} may not read",
        _ => $"cannot be read: {ExceptionText.Quote(fault)}",
    };
}
