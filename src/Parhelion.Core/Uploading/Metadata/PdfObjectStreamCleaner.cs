using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Overwrites document information in an object stream of a PDF with blanks. An object stream contains numbered objects. The caller states the numbers of the
/// objects to overwrite.
/// </summary>
internal static partial class PdfObjectStreamCleaner
{
    /// <summary>Blanks objects.</summary>
    /// <param name="dictionary">The dictionary of the stream.</param>
    /// <param name="objects">The stream, which is not compressed any more.</param>
    /// <param name="wanted">Numbers of the objects.</param>
    /// <param name="more">Gets the numbers of further objects to which they refer.</param>
    /// <param name="mayBeDictionary">Whether the objects may be dictionaries.</param>
    /// <returns>The objects that were in this stream.</returns>
    /// <exception cref="MetadataFormatException">The stream is damaged.</exception>
    public static HashSet<int> Blank(string dictionary, byte[] objects, HashSet<int> wanted, HashSet<int> more, bool mayBeDictionary)
    {
        var first = First().Match(dictionary);
        if (!int.TryParse(first.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var start) || start > objects.Length)
            throw new MetadataFormatException("An object stream of the PDF cannot be read.");

        var found = new HashSet<int>();
        // Pairs of the number of an object and its position after the first one.
        var header = Numbers().Matches(Encoding.Latin1.GetString(objects, 0, start));
        for (var i = 0; i + 1 < header.Count; i += 2)
        {
            var number = Parse(header[i]);
            if (!wanted.Contains(number)) continue;
            var (at, end) = (start + Parse(header[i + 1]), i + 3 < header.Count ? start + Parse(header[i + 3]) : objects.Length);
            if (at > end || end > objects.Length) throw new MetadataFormatException("An object stream of the PDF is damaged.");
            PdfInformationEraser.Blank(objects.AsSpan(at..end), more, mayBeDictionary);
            found.Add(number);
        }

        return found;
    }

    private static int Parse(Match match) =>
        int.TryParse(match.ValueSpan, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000 ? number : throw new MetadataFormatException("A number of the PDF is too large.");

    [GeneratedRegex(@"/First\s+(\d{1,9})\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex First();

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
