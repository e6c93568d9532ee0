using System.Buffers;
using System.Text;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>
/// Tells HTML, XHTML, SVG and other XML from text that merely has a <c>&lt;</c>. HTML is what the WHATWG MIME Sniffing
/// Standard makes browsers take for HTML: one of its tags first, after comments. What stands further down does not count.
/// </summary>
internal static class Markup
{
    /// <summary>The tags by which browsers know HTML, and a few that start no other document.</summary>
    private static readonly string[] HtmlTags =
    [
        "!doctype html", "html", "head", "script", "iframe", "h1", "div", "font", "table", "a", "style", "title", "b", "body", "br", "p",
        "meta", "img", "frameset",
    ];

    private static readonly SearchValues<byte> NameEnds = SearchValues.Create(" \t\r\n\f/>"u8);

    /// <summary>The type of markup that starts the text, or null when it does not start with markup.</summary>
    /// <param name="text">Without leading white space.</param>
    public static string? Detect(ReadOnlySpan<byte> text)
    {
        var commented = false;
        var declared = false;
        while (SkipOne(text, ref declared) is { } skipped)
        {
            commented |= text.StartsWith("<!--"u8);
            text = text[skipped..].TrimStart(" \t\r\n\f"u8);
        }

        var undeclared = commented ? MediaTypes.Html : null;
        return declared ? XmlRoot(text) ?? MediaTypes.Xml : HtmlTag(text) ?? XmlRoot(text) ?? undeclared;
    }

    /// <summary>The length of a comment, a processing instruction or a DTD that is not HTML's; null when there is none here.</summary>
    private static int? SkipOne(ReadOnlySpan<byte> text, ref bool declared)
    {
        if (text.StartsWith("<!--"u8))
            return Through(text, "-->"u8);
        if (text.StartsWith("<?xml"u8))
        {
            declared = true;
            return Through(text, "?>"u8);
        }

        if (declared && text.StartsWith("<?"u8))
            return Through(text, "?>"u8);
        if (!StartsWithTag(text, "!doctype") || StartsWithTag(text, "!doctype html"))
            return null;

        declared = true;
        return DoctypeLength(text);
    }

    private static int? Through(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end)
    {
        var at = text.IndexOf(end);
        return at < 0 ? text.Length : at + end.Length;
    }

    /// <summary>A DTD may hold an internal subset in brackets, as Illustrator's SVG does.</summary>
    private static int DoctypeLength(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOfAny((byte)'[', (byte)'>');
        if (at >= 0 && text[at] == '[')
        {
            var subset = text[at..].IndexOf((byte)']');
            at = subset < 0 ? -1 : text[(at + subset)..].IndexOf((byte)'>') is var end and >= 0 ? at + subset + end : -1;
        }

        return at < 0 ? text.Length : at + 1;
    }

    private static string? HtmlTag(ReadOnlySpan<byte> text)
    {
        foreach (var tag in HtmlTags)
        {
            if (StartsWithTag(text, tag))
                return IsXhtml(text) ? MediaTypes.Xhtml : MediaTypes.Html;
        }

        return null;
    }

    private static string? XmlRoot(ReadOnlySpan<byte> text)
    {
        if (StartsWithTag(text, "!doctype html"))
            return MediaTypes.Xhtml;
        if (text.Length < 2 || text[0] != '<' || !(char.IsAsciiLetter((char)text[1]) || text[1] == '_'))
            return null;
        var name = text[1..];
        var end = name.IndexOfAny(NameEnds);
        if (end < 0)
            return null;

        name = name[..end];
        var local = name[(name.IndexOf((byte)':') + 1)..];
        if (local.SequenceEqual("svg"u8))
            return MediaTypes.Svg;
        return local.SequenceEqual("html"u8) || IsXhtml(text) ? MediaTypes.Xhtml : MediaTypes.Xml;
    }

    /// <summary>Whether the first tag declares the namespace that makes browsers run scripts in XML.</summary>
    private static bool IsXhtml(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'>');
        return end > 0 && text[..end].IndexOf("http://www.w3.org/1999/xhtml"u8) >= 0;
    }

    private static bool StartsWithTag(ReadOnlySpan<byte> text, string tag) =>
        text.Length > tag.Length + 1
        && text[0] == '<'
        && Ascii.EqualsIgnoreCase(text.Slice(1, tag.Length), tag)
        && NameEnds.Contains(text[tag.Length + 1]);
}
