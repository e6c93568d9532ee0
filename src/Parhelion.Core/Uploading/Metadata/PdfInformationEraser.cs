using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Overwrites the document information of a PDF with blanks. The information consists of a dictionary and the strings in it.</summary>
internal static partial class PdfInformationEraser
{
    private const byte Space = (byte)' ';

    /// <summary>Fills the object at the start of a text with blanks. A dictionary then has no entries, and a text no characters.</summary>
    /// <param name="text">The text, which begins with the object and may go on after it.</param>
    /// <param name="references">Gets the numbers of the objects to which a dictionary refers.</param>
    /// <param name="mayBeDictionary">Whether the object may be a dictionary. To others, the pages may refer too.</param>
    /// <exception cref="MetadataFormatException">The object is of another kind, or does not end.</exception>
    public static void Blank(Span<byte> text, HashSet<int> references, bool mayBeDictionary)
    {
        var at = 0;
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0 or 12) at++;
        var start = text[at..];
        if (start.StartsWith("<<"u8))
        {
            if (!mayBeDictionary) throw new MetadataFormatException("The information of the PDF has a dictionary.");
            BlankDictionary(start, references);
        }
        else if (start.StartsWith("("u8) || start.StartsWith("<"u8))
        {
            start[1..(EndOfText(start) - 1)].Fill(Space);
        }
        else if (start.StartsWith("["u8))
        {
            throw new MetadataFormatException("The information of the PDF has an array.");
        }
    }

    private static void BlankDictionary(Span<byte> text, HashSet<int> references)
    {
        var plain = new StringBuilder();
        var depth = 0;
        for (var at = 0; at < text.Length;)
        {
            if (text[at..].StartsWith("<<"u8) || text[at..].StartsWith(">>"u8))
            {
                depth += text[at] == '<' ? 1 : -1;
                at += 2;
                if (depth > 0) continue;
                AddReferences(plain.ToString(), references);
                text[2..(at - 2)].Fill(Space);
                return;
            }

            if (text[at] is (byte)'(' or (byte)'<') at += EndOfText(text[at..]);
            else plain.Append((char)text[at++]);
        }

        throw new MetadataFormatException("The information of the PDF does not end.");
    }

    // The position after a text in parentheses, which may be nested, or in hexadecimal digits.
    private static int EndOfText(ReadOnlySpan<byte> text)
    {
        if (text[0] == '<') return text.IndexOf((byte)'>') is > 0 and var end ? end + 1 : throw new MetadataFormatException("A text of the PDF does not end.");
        var depth = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\') at++;
            else if (text[at] == '(') depth++;
            else if (text[at] == ')' && --depth == 0) return at + 1;
        }

        throw new MetadataFormatException("A text of the PDF does not end.");
    }

    private static void AddReferences(string dictionary, HashSet<int> references)
    {
        foreach (Match match in Reference().Matches(dictionary)) references.Add(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"(?<!\d)(\d{1,9})\s+\d{1,5}\s+R\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
