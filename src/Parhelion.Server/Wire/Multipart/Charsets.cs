using System.Collections.Frozen;
using System.Text;

namespace Parhelion.Server.Wire.Multipart;

/// <summary>Finds character sets by the labels that clients use in forms. Only this class loads code pages from the system.</summary>
/// <remarks>Labels have the meaning that browsers and mail programs give them (WHATWG Encoding, section 4.2): <c>iso-8859-1</c> is windows-1252, <c>gb2312</c>
/// is GB18030. Only <c>us-ascii</c> stands for UTF-8, because clients that name it send UTF-8. The class finds invalid bytes without an exception, because an exception would take about a thousand times as long as decoding a name. EBCDIC
/// and UTF-7 are left out, because ASCII bytes have another meaning in them.</remarks>
internal static class Charsets
{
    private const int Utf8 = 65001;

    // The system allocates an object for every invalid sequence. Decoding in small pieces allows it to stop at the first.
    private const int PieceBytes = 256;

    private const char Unreadable = '\uFFFD';

    // Code page, and the labels that clients use for it.
    private static readonly (int CodePage, string Labels)[] Known =
    [
        (Utf8, "utf-8 utf8 us-ascii ascii"),
        (1252, "windows-1252 cp1252 iso-8859-1 iso8859-1 latin1 l1"),
        (1250, "windows-1250 cp1250"), (1251, "windows-1251 cp1251"), (1253, "windows-1253 cp1253"), (1254, "windows-1254 cp1254 iso-8859-9"),
        (1255, "windows-1255 cp1255"), (1256, "windows-1256 cp1256"), (1257, "windows-1257 cp1257"), (1258, "windows-1258 cp1258"),
        (28592, "iso-8859-2 latin2"), (28593, "iso-8859-3"), (28594, "iso-8859-4"), (28595, "iso-8859-5"), (28596, "iso-8859-6"),
        (28597, "iso-8859-7"), (28598, "iso-8859-8 iso-8859-8-i"), (28603, "iso-8859-13"), (28605, "iso-8859-15 latin-9"),
        (874, "windows-874 tis-620 iso-8859-11"),
        (20866, "koi8-r koi8"), (21866, "koi8-u koi8-ru"), (866, "ibm866 cp866"), (437, "ibm437 cp437"), (850, "ibm850 cp850"), (852, "ibm852 cp852"),
        (10000, "macintosh x-mac-roman"), (10007, "x-mac-cyrillic"),
        (932, "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j cp932 ms932"), (51932, "euc-jp x-euc-jp"), (50220, "iso-2022-jp"),
        (54936, "gb18030 gbk gb2312 x-gbk cp936 ms936 windows-936 gb_2312-80 euc-cn"), (950, "big5 big5-hkscs cn-big5 x-x-big5 cp950"),
        (949, "euc-kr ks_c_5601-1987 ksc5601 windows-949 cp949 uhc"),
    ];

    // Each encoding is created at its first use.
    private static readonly FrozenDictionary<string, Lazy<Encoding>> ByLabel = Known
        .Select(known => (known.Labels, Charset: new Lazy<Encoding>(() => ByCodePage(known.CodePage))))
        .SelectMany(known => known.Labels.Split(' ').Select(label => KeyValuePair.Create(label, known.Charset)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>windows-1252, in which every byte is a character: the fallback when no other character set fits.</summary>
    public static Encoding Western { get; } = ByCodePage(1252);

    /// <summary>Returns the encoding of a label; <see langword="null"/> for an unknown label.</summary>
    public static Encoding? Find(ReadOnlySpan<char> label) =>
        ByLabel.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(label, out var charset) ? charset.Value : null;

    /// <summary>Returns the encoding of a code page.</summary>
    /// <exception cref="NotSupportedException">The system does not have the code page.</exception>
    public static Encoding ByCodePage(int codePage) => codePage == Utf8
        ? Encoding.UTF8
        : CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(Unreadable.ToString()))
            ?? throw new NotSupportedException($"The system does not have code page {codePage}.");

    /// <summary>Decodes bytes; <see langword="null"/> if any of them is invalid in this character set.</summary>
    public static string? TryDecode(this Encoding charset, ReadOnlySpan<byte> bytes)
    {
        if (charset.CodePage == Utf8) return System.Text.Unicode.Utf8.IsValid(bytes) ? charset.GetString(bytes) : null;
        var decoder = charset.GetDecoder();
        var text = new StringBuilder(bytes.Length);
        Span<char> characters = stackalloc char[4 * PieceBytes];
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, PieceBytes)];
            bytes = bytes[piece.Length..];
            var decoded = characters[..decoder.GetChars(piece, characters, flush: bytes.IsEmpty)];
            if (decoded.Contains(Unreadable)) return null;
            text.Append(decoded);
        }

        return text.ToString();
    }
}
