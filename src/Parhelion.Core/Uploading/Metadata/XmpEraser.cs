using System.Buffers;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Overwrites properties of an XMP packet with blanks: those that name a place, or all properties. The length of the packet stays the same.</summary>
/// <remarks>A property is an element with all of its content, or an attribute.</remarks>
internal static class XmpEraser
{
    /// <summary>Largest packet that is read. Larger ones are removed.</summary>
    public const int MaxBytes = 1 << 20;

    private const byte Blank = (byte)' ';

    // A packet without properties.
    private static ReadOnlySpan<byte> Empty => "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>"u8;

    private static readonly SearchValues<byte> NameEnds = SearchValues.Create(" \t\r\n=/>"u8);

    /// <summary>Blanks the properties of a packet in a file. If the packet cannot be read, removes all of its properties.</summary>
    public static void BlankLocation(FileRegionAccessor packet)
    {
        var xmp = packet.Length <= MaxBytes ? packet.Read(0, packet.Length, MaxBytes) : [];
        if (xmp.Length > 0 && TryBlankLocation(xmp)) packet.Write(0, xmp);
        else BlankAll(packet);
    }

    /// <summary>Removes all properties of a packet in a file.</summary>
    public static void BlankAll(FileRegionAccessor packet)
    {
        packet.Fill(0, packet.Length, Blank);
        if (packet.Length >= Empty.Length) packet.Write(0, Empty);
    }

    /// <summary>Blanks the properties.</summary>
    /// <returns>False if the packet cannot be read. Its content is undefined then, and the caller removes it.</returns>
    public static bool TryBlankLocation(Span<byte> xmp)
    {
        // Packets in UTF-16 are rare. Nobody can read what follows a null byte reliably.
        var text = xmp[..(xmp.LastIndexOf((byte)'>') + 1)];
        if (text.IsEmpty || text.Contains((byte)0)) return false;
        // Where the element begins that is being blanked, and how many elements in it are open.
        var (blankFrom, depth) = (-1, 0);
        for (var at = 0; Next(text, at) is var open && open >= 0;)
        {
            var end = EndOf(text, open);
            if (end < 0) return false;
            var tag = text[open..end];
            at = end;
            if (tag[1] is (byte)'?' or (byte)'!') continue;
            var (isEnd, isEmpty) = (tag[1] == '/', tag[^2] == '/');
            if (blankFrom < 0)
            {
                if (isEnd) continue;
                if (!LocationPropertyNames.Contains(NameIn(tag[1..]))) BlankAttributes(tag);
                else if (isEmpty) tag.Fill(Blank);
                else (blankFrom, depth) = (open, 1);
                continue;
            }

            if (isEnd) depth--;
            else if (!isEmpty) depth++;
            if (depth > 0) continue;
            // Another name: the elements are not nested.
            if (!NameIn(tag[2..]).SequenceEqual(NameIn(text[(blankFrom + 1)..]))) return false;
            text[blankFrom..end].Fill(Blank);
            blankFrom = -1;
        }

        return blankFrom < 0;
    }

    private static int Next(ReadOnlySpan<byte> text, int at) => text[at..].IndexOf((byte)'<') is >= 0 and var found ? at + found : -1;

    // The position after a tag, a comment, a CDATA section or a processing instruction. -1: it does not end, or it is a document type, which XMP has not.
    private static int EndOf(ReadOnlySpan<byte> text, int open)
    {
        var rest = text[open..];
        if (rest.StartsWith("<!--"u8)) return After(text, open + 4, "-->"u8);
        if (rest.StartsWith("<![CDATA["u8)) return After(text, open + 9, "]]>"u8);
        if (rest.StartsWith("<?"u8)) return After(text, open + 2, "?>"u8);
        if (rest.StartsWith("<!"u8) || rest.Length < 3) return -1;
        for (var at = open + 1; at < text.Length; at++)
        {
            if (text[at] == '>') return at - open < 2 ? -1 : at + 1;
            if (text[at] is not ((byte)'"' or (byte)'\'')) continue;
            var quote = text[(at + 1)..].IndexOf(text[at]);
            if (quote < 0) return -1;
            at += quote + 1;
        }

        return -1;
    }

    private static int After(ReadOnlySpan<byte> text, int from, ReadOnlySpan<byte> end) =>
        text[Math.Min(from, text.Length)..].IndexOf(end) is >= 0 and var found ? from + found + end.Length : -1;

    private static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny(NameEnds);
        return end < 0 ? text : text[..end];
    }

    private static void BlankAttributes(Span<byte> tag)
    {
        for (var at = 1 + NameIn(tag[1..]).Length; at < tag.Length;)
        {
            var start = at + tag[at..].IndexOfAnyExcept(" \t\r\n"u8);
            if (start < at) return;
            var name = NameIn(tag[start..]);
            var open = tag[start..].IndexOfAny((byte)'"', (byte)'\'');
            if (open < 0) return;
            var close = tag[(start + open + 1)..].IndexOf(tag[start + open]);
            if (close < 0) return;
            at = start + open + 1 + close + 1;
            // A namespace may have any prefix, and elements outside of this one may need it.
            if (!name.StartsWith("xmlns"u8) && LocationPropertyNames.Contains(name)) tag[start..at].Fill(Blank);
        }
    }
}
