using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Removes metadata from a PDF, in place: the information dictionary, XMP, and the metadata of JPEG pictures on the pages. If only the location is removed, the
/// information dictionary stays. The contents of pages, annotations and attached files stay.
/// </summary>
/// <remarks>The bytes are overwritten in place, so that the positions in the cross-reference tables of the PDF stay right.</remarks>
internal sealed partial class PdfCleaner
{
    private const int MaxObjectBytes = 64 * 1024;
    private const int MaxDictionaryBytes = 8 * 1024;
    private const int MaxObjects = 1_000;
    private const int MaxObjectStreamBytes = 8 << 20;
    private const int MaxStreams = 20_000;
    private const int MaxObjectStarts = 2_000_000;

    // The information, the texts to which it refers, and one round in which nothing new is found.
    private const int MaxRounds = 4;

    // An empty stream of zlib.
    private static readonly byte[] EmptyFlate = [0x78, 0x9C, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01];

    private readonly FileRegionAccessor file;
    private readonly MetadataRemovalLevel removal;

    // Streams may seem to lie in each other. The sum limits how long a file can keep the server reading.
    private long readable;

    // A small object stream may hold much.
    private long inflatable = 256 << 20;

    private PdfCleaner(FileRegionAccessor file, MetadataRemovalLevel removal) => (this.file, this.removal, readable) = (file, removal, 4 * file.Length);

    /// <summary>Removes the metadata.</summary>
    /// <exception cref="MetadataFormatException">The file is encrypted, damaged, or stores the information in a way that cannot be rewritten.</exception>
    public static void Run(FileRegionAccessor file, MetadataRemovalLevel removal)
    {
        var cleaner = new PdfCleaner(file, removal);
        if (removal == MetadataRemovalLevel.All) cleaner.RemoveInformation();
        cleaner.ForEachStream("/Metadata"u8, cleaner.CleanXmp);
        cleaner.ForEachStream("/DCTDecode"u8, cleaner.CleanPicture);
        file.Keep(0, file.Length);
    }

    private void RemoveInformation()
    {
        var isEncrypted = References("/Encrypt"u8).Count > 0 || file.IndexOf("/Encrypt<<"u8, 0) >= 0 || file.IndexOf("/Encrypt <<"u8, 0) >= 0;
        if (isEncrypted) throw new MetadataFormatException("The PDF is encrypted.");
        var (wanted, known) = (References("/Info"u8), new HashSet<int>());
        for (var round = 0; wanted.Count > 0; round++)
        {
            if (round == MaxRounds) throw new MetadataFormatException("The information of the PDF refers to itself.");
            known.UnionWith(wanted);
            var (found, more) = BlankObjects(wanted, mayBeDictionary: round == 0);
            // Earlier versions of an object may be there too.
            ForEachStream("/ObjStm"u8, (dictionary, data) => found.UnionWith(BlankInStream(dictionary, data, wanted, more, mayBeDictionary: round == 0)));
            if (!found.IsSupersetOf(wanted)) throw new MetadataFormatException("The information of the PDF was not found.");
            more.ExceptWith(known);
            wanted = more;
        }
    }

    // Numbers of the objects to which a name refers, anywhere in the file.
    private HashSet<int> References(ReadOnlySpan<byte> name)
    {
        var found = new HashSet<int>();
        for (long at = 0; file.IndexOf(name, at) is >= 0 and var next; at = next + name.Length)
        {
            var text = Encoding.Latin1.GetString(file.View(next + name.Length, 64));
            if (Reference().Match(text) is not { Success: true, Index: 0 } match || !int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number)) continue;
            found.Add(number);
            if (found.Count > MaxObjects) throw new MetadataFormatException("The PDF has too many versions.");
        }

        return found;
    }

    // Blanks objects that are not in an object stream, all of their versions.
    private (HashSet<int> Found, HashSet<int> More) BlankObjects(HashSet<int> wanted, bool mayBeDictionary)
    {
        var (found, more) = (new HashSet<int>(), new HashSet<int>());
        var (starts, blanked) = (0, 0);
        // One for all objects: a file may have as many versions of an object as are allowed.
        byte[]? buffer = null;
        for (long at = 0; file.IndexOf(" obj"u8, at) is >= 0 and var next; at = next + 4)
        {
            if (++starts > MaxObjectStarts) throw new MetadataFormatException("The PDF has too many objects.");
            if (NumberBefore(next) is not { } number || !wanted.Contains(number)) continue;
            if (++blanked > MaxObjects) throw new MetadataFormatException("The PDF has too many versions.");
            buffer ??= new byte[Math.Min(MaxObjectBytes, file.Length)];
            var text = buffer.AsSpan(0, (int)Math.Min(MaxObjectBytes, file.Length - next - 4));
            file.Read(next + 4, text);
            PdfInformationEraser.Blank(text, more, mayBeDictionary);
            file.Write(next + 4, text);
            found.Add(number);
        }

        return (found, more);
    }

    // The number of an object stands before its generation.
    private int? NumberBefore(long at)
    {
        var from = Math.Max(0, at - 24);
        var match = ObjectStart().Match(Encoding.Latin1.GetString(file.View(from, (int)(at - from))));
        return match.Success && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private HashSet<int> BlankInStream(string dictionary, FileRegionAccessor data, HashSet<int> wanted, HashSet<int> more, bool mayBeDictionary)
    {
        if (PdfFlate.Inflate(dictionary, data, (int)Math.Min(inflatable, MaxObjectStreamBytes)) is not { } objects)
            throw new MetadataFormatException("An object stream of the PDF cannot be read.");
        inflatable -= objects.Length;
        var found = PdfObjectStreamCleaner.Blank(dictionary, objects, wanted, more, mayBeDictionary);
        if (found.Count == 0) return found;
        // Blanks compress better than text, so the stream still fits its place.
        var bytes = new byte[data.Length];
        if (!PdfFlate.TryDeflate(objects, bytes)) throw new MetadataFormatException("An object stream of the PDF cannot be rewritten in its place.");
        data.Write(0, bytes);
        return found;
    }

    private void CleanXmp(string dictionary, FileRegionAccessor data)
    {
        if (!dictionary.Contains("/XML", StringComparison.Ordinal)) return;
        if (!dictionary.Contains("/Filter", StringComparison.Ordinal))
        {
            if (removal == MetadataRemovalLevel.All) XmpEraser.BlankAll(data);
            else XmpEraser.BlankLocation(data);
            return;
        }

        if (removal == MetadataRemovalLevel.Location && HasNoLocation(dictionary, data)) return;
        data.Fill(0, data.Length);
        data.Write(0, EmptyFlate.AsSpan(0, (int)Math.Min(EmptyFlate.Length, data.Length)));
    }

    private static bool HasNoLocation(string dictionary, FileRegionAccessor data)
    {
        if (PdfFlate.Inflate(dictionary, data, XmpEraser.MaxBytes) is not { } xmp) return false;
        var blanked = xmp.ToArray();
        return XmpEraser.TryBlankLocation(blanked) && blanked.AsSpan().SequenceEqual(xmp);
    }

    private void CleanPicture(string dictionary, FileRegionAccessor data)
    {
        // A picture may be compressed once more, or encrypted. Its metadata cannot be told then.
        if (data.HasAt(0, [0xFF, 0xD8, 0xFF])) JpegCleaner.RunInPlace(data, removal);
        else if (removal == MetadataRemovalLevel.All) throw new MetadataFormatException("A picture of the PDF is compressed twice.");
    }

    // Finds streams whose dictionary has a name, and reads at most 8 KiB of each dictionary.
    private void ForEachStream(ReadOnlySpan<byte> name, Action<string, FileRegionAccessor> action)
    {
        var count = 0;
        for (long at = 0; file.IndexOf(name, at) is >= 0 and var next; at = next + name.Length)
        {
            if (++count > MaxStreams) throw new MetadataFormatException("The PDF has too many streams.");
            var rest = file.View(next, MaxDictionaryBytes).IndexOf("stream"u8);
            if (rest < 0) continue;
            var (from, end) = (Math.Max(0, next - MaxDictionaryBytes), next + rest);
            var text = Encoding.Latin1.GetString(file.View(from, (int)(end - from)));
            var start = text.LastIndexOf(" obj", (int)(next - from), StringComparison.Ordinal);
            // Between the name and the stream, the object must not end.
            if (start < 0 || text.IndexOf("endobj", start, StringComparison.Ordinal) >= 0 || !text.TrimEnd().EndsWith(">>", StringComparison.Ordinal)) continue;
            var dictionary = text[start..];
            action(dictionary, DataOf(dictionary, end + 6));
        }
    }

    // The data begins after a line end. The dictionary states its length, or refers to it; then the next "endstream" ends it.
    private FileRegionAccessor DataOf(string dictionary, long at)
    {
        if (file.HasAt(at, "\r\n"u8)) at += 2;
        else if (file.HasAt(at, "\n"u8) || file.HasAt(at, "\r"u8)) at++;
        var match = Length().Match(dictionary);
        if (!long.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var length) || !IsEnd(at, length))
        {
            length = file.IndexOf("endstream"u8, at) - at;
            if (length < 0) throw new MetadataFormatException("A stream of the PDF does not end.");
        }

        readable -= length;
        return readable >= 0 ? file.Slice(at, length) : throw new MetadataFormatException("The streams of the PDF overlap.");
    }

    private bool IsEnd(long at, long length) => length <= file.Length - at && file.View(at + length, 11).TrimStart("\r\n"u8).StartsWith("endstream"u8);

    [GeneratedRegex(@"\s*(\d{1,9})\s+\d{1,5}\s+R\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();

    [GeneratedRegex(@"(?:^|[^\d])(\d{1,9})\s+\d{1,5}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ObjectStart();

    [GeneratedRegex(@"/Length\s+(\d{1,18})\b(?!\s+\d+\s+R)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Length();
}
