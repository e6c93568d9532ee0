using System.Text;
using Parhelion.Core.Naming;

namespace Parhelion.Core.Serving;

/// <summary>Formats the <c>Content-Disposition</c> header of a download (RFC 6266).</summary>
public static class ContentDisposition
{
    /// <summary>
    /// Returns the value of the header: printable ASCII only, whatever the name. Clients that know <c>filename*</c> (RFC 8187) get the exact name.
    /// Other clients get a name in which <c>_</c> replaces every character that a quoted string cannot carry safely. These are non-ASCII characters,
    /// quotes, backslashes, and percent signs, which some browsers decode (RFC 6266, appendix D). <c>filename*</c> is left out if both names are the
    /// same.
    /// </summary>
    /// <param name="attachment">Whether the browser should save the file instead of showing it.</param>
    /// <param name="name">The name under which the browser should save the file.</param>
    public static string Format(bool attachment, FileName name)
    {
        var disposition = attachment ? "attachment" : "inline";
        if (name.Value.Length == 0)
            return disposition;

        var fallback = Fallback(name.Value);
        return fallback == name.Value
            ? $"{disposition}; filename=\"{fallback}\""
            : $"{disposition}; filename=\"{fallback}\"; filename*=UTF-8''{name.ToUrlSegment()}";
    }

    private static string Fallback(string name)
    {
        var ascii = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
            ascii.Append(IsSafe(rune.Value) ? (char)rune.Value : '_');

        return ascii.ToString();
    }

    private static bool IsSafe(int rune) => rune is >= ' ' and < 0x7F and not ('"' or '\\' or '%');
}
