using Parhelion.Core.Scanning;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Scanning;

/// <summary>
/// Reads the file with the SHA-256 hashes of files that the server refuses (<c>Files:RefusedHashes</c>). Throws an <see cref="OperatorErrorException"/> if the
/// file cannot be read or a line is wrong.
/// </summary>
/// <remarks>The exception explains the cause in one sentence.</remarks>
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
