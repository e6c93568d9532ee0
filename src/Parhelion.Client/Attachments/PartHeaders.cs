using System.Text;

namespace Parhelion.Client;

/// <summary>The header of the part that carries the file. The name goes twice: quoted, as browsers write it, and as RFC 5987 has it for
/// names that are not ASCII.</summary>
internal static class PartHeaders
{
    public static string Of(string fileName) =>
        $"Content-Disposition: form-data; name=\"source\"; filename=\"{Quoted(fileName)}\"; " +
        $"filename*=UTF-8''{Uri.EscapeDataString(WholeCharacters(fileName))}\r\n" +
        $"Content-Type: {MediaTypes.OfName(fileName)}\r\n";

    // As the HTML standard escapes them: a quote or a line break would end the header early.
    private static string Quoted(string name) =>
        WholeCharacters(name).Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    // Half a surrogate pair has no UTF-8; it becomes U+FFFD.
    private static string WholeCharacters(string name) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));
}
