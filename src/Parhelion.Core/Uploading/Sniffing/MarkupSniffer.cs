using System.Buffers;
using System.Text;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>
/// Distinguishes HTML, XHTML, SVG and other XML from text that merely contains a <c>&lt;</c>. Text counts as HTML if it begins with a tag by which browsers
/// recognise HTML. Comments may precede this tag. Tags later in the text do not count.
/// </summary>
/// <remarks>The rule for HTML comes from the WHATWG MIME Sniffing Standard for browsers. A few tags that start no other document count too.</remarks>
internal static class MarkupSniffer
{
    /// <summary>The tags by which browsers recognise HTML, and a few that start no other document.</summary>
    private static readonly string[] HtmlTags =
    [
        "!doctype html", "html", "head", "script", "iframe", "h1", "div", "font", "table", "a", "style", "title", "b", "body", "br", "p",
        "meta", "img", "frameset",
    ];

    private static readonly SearchValues<byte> TagEnds = SearchValues.Create(" \t\r\n\f/>"u8);

    /// <summary>Returns the type of the markup that the text starts with, or null if it does not start with markup.</summary>
    /// <param name="text">The text without leading white space.</param>
    public static string? Detect(ReadOnlySpan<byte> text)
    {
        var prolog = XmlProlog.Read(text);
        if (prolog.HasPhp) return MediaTypes.Php;
        if (prolog.IsEndless) return prolog.IsDeclared || prolog.HasInstruction ? XmlTypeOf(prolog.RootName) : MediaTypes.Html;
        var body = prolog.Body;
        if (!prolog.IsDeclared && HtmlTag(body) is { } html) return html;
        return XmlRoot(body) ?? (prolog.IsDeclared || prolog.HasInstruction ? MediaTypes.Xml : null);
    }

    private static string? HtmlTag(ReadOnlySpan<byte> text)
    {
        foreach (var tag in HtmlTags)
        {
            if (StartsWithTag(text, tag))
                return XmlRootTag.TryRead(text, out var root) && root.IsXhtml ? MediaTypes.Xhtml : MediaTypes.Html;
        }

        return null;
    }

    private static string? XmlRoot(ReadOnlySpan<byte> text)
    {
        if (StartsWithTag(text, "!doctype html"))
            return MediaTypes.Xhtml;
        if (!XmlRootTag.TryRead(text, out var root))
            return null;

        return root.IsXhtml ? MediaTypes.Xhtml : XmlTypeOf(root.LocalName);
    }

    private static string XmlTypeOf(ReadOnlySpan<byte> localName)
    {
        if (localName.SequenceEqual("svg"u8)) return MediaTypes.Svg;
        return localName.SequenceEqual("html"u8) ? MediaTypes.Xhtml : MediaTypes.Xml;
    }

    private static bool StartsWithTag(ReadOnlySpan<byte> text, string tag) =>
        text.Length > tag.Length + 1
        && text[0] == '<'
        && Ascii.EqualsIgnoreCase(text.Slice(1, tag.Length), tag)
        && TagEnds.Contains(text[tag.Length + 1]);
}
