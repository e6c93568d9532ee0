using System.Text;

namespace Parhelion;

/// <summary>Writes the headers of the form part that has the file. The file name is written twice: quoted, as browsers do, and encoded by
/// RFC 5987 for names that are not ASCII.</summary>
internal static class PartHeaders
{
    public static string Of(string fileName) =>
        $"Content-Disposition: form-data; name=\"source\"; filename=\"{Quoted(fileName)}\"; " +
        $"filename*=UTF-8''{Encoded(fileName)}\r\n" +
        $"Content-Type: {MediaTypes.OfName(fileName)}\r\n";

    /// <summary>Encodes a file name for <c>filename*</c>, by RFC 8187.</summary>
    public static string Encoded(string fileName) => Uri.EscapeDataString(WholeCharacters(fileName));

    // Escapes as the HTML standard does: a quote or a line break would end the header early.
    private static string Quoted(string name) =>
        WholeCharacters(name).Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    // An unpaired surrogate has no UTF-8 encoding. It becomes U+FFFD.
    private static string WholeCharacters(string name) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));
}
