using System.Buffers;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Reads the first tag of a document: its name, and whether the tag is in the namespace of XHTML. Browsers run scripts in XML of this
/// namespace.</summary>
internal ref struct XmlRootTag
{
    private static readonly SearchValues<byte> NameEnds = SearchValues.Create(" \t\r\n\f/>="u8);

    private ReadOnlySpan<byte> prefix;

    /// <summary>The name without its prefix.</summary>
    public ReadOnlySpan<byte> LocalName { get; private set; }

    /// <summary>Whether the tag is an element of XHTML. A namespace that is only declared for other elements does not count.</summary>
    public bool IsXhtml { get; private set; }

    /// <summary>Reads a tag; false if none begins here, or if its name does not end within the text.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out XmlRootTag tag)
    {
        tag = default;
        if (text.Length < 2 || text[0] != '<' || !(char.IsAsciiLetter((char)text[1]) || text[1] is (byte)'_' or >= 0x80)) return false;
        var end = text[1..].IndexOfAny(NameEnds);
        if (end < 0) return false;
        var name = text.Slice(1, end);
        var colon = name.IndexOf((byte)':');
        tag.prefix = name[..Math.Max(colon, 0)];
        tag.LocalName = name[(colon + 1)..];
        tag.ReadAttributes(text[(end + 1)..]);
        return true;
    }

    private void ReadAttributes(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            text = text.TrimStart(" \t\r\n\f/"u8);
            if (text.IsEmpty || text[0] == '>') return;
            var end = text.IndexOfAny(NameEnds);
            if (end < 0) return;
            var name = text[..end];
            text = text[end..].TrimStart(" \t\r\n\f"u8);
            if (text.IsEmpty || text[0] != '=')
            {
                // This is not XML, but a browser continues here.
                if (name.IsEmpty) return;
                continue;
            }

            text = text[1..].TrimStart(" \t\r\n\f"u8);
            if (!TryReadValue(ref text, out var value)) return;
            if (IsOwnNamespace(name)) IsXhtml |= IsXhtmlNamespace(value);
        }
    }

    private static bool TryReadValue(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> value)
    {
        value = [];
        if (text.IsEmpty || text[0] is not ((byte)'"' or (byte)'\'')) return false;
        var end = text[1..].IndexOf(text[0]);
        if (end < 0) return false;
        value = text.Slice(1, end);
        text = text[(end + 2)..];
        return true;
    }

    private readonly bool IsOwnNamespace(ReadOnlySpan<byte> name) => prefix.IsEmpty
        ? name.SequenceEqual("xmlns"u8)
        : name.StartsWith("xmlns:"u8) && name["xmlns:"u8.Length..].SequenceEqual(prefix);

    // A namespace with character references counts as XHTML: the only purpose of that spelling is to hide it.
    private static bool IsXhtmlNamespace(ReadOnlySpan<byte> value) =>
        value.Trim(" \t\r\n"u8).SequenceEqual("http://www.w3.org/1999/xhtml"u8) || value.IndexOf("&#"u8) >= 0;
}
