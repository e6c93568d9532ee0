using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Parhelion.Core.Naming;

/// <summary>Encodes and decodes file names in media URLs. ASCII letters, digits and <c>-._~</c> (the unreserved characters of RFC 3986) stay as they are. Every
/// other byte of the UTF-8 form becomes <c>%</c> and two upper-case hexadecimal digits.</summary>
/// <remarks>If a request spells a file name in another way, the server redirects it to this spelling.</remarks>
public static class FileNamePercentEncoding
{
    // Each byte of a name takes at most three characters. A longer segment of a request is not a name.
    private const int MaxCharacters = 3 * FileName.MaxBytes;

    private static readonly SearchValues<char> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    private static readonly SearchValues<byte> Controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), 0x7f]);

    /// <summary>Encodes a name.</summary>
    public static string Encode(string name) => name.AsSpan().ContainsAnyExcept(Unreserved) ? Uri.EscapeDataString(name) : name;

    /// <summary>Decodes a path segment as it was sent.</summary>
    /// <returns>False if the segment is empty, too long or a dot segment. Also false if it contains an encoded slash, an encoded control character, a broken
    /// escape, invalid UTF-8, or a character that may not occur in a path.</returns>
    public static bool TryDecode(ReadOnlySpan<char> segment, out string name)
    {
        name = "";
        if (segment.Length is 0 or > MaxCharacters || segment is "." or "..") return false;
        if (!segment.ContainsAnyExcept(Unreserved))
        {
            name = segment.ToString();
            return true;
        }

        Span<byte> bytes = stackalloc byte[segment.Length];
        var length = 0;
        for (var at = 0; at < segment.Length; at++)
        {
            if (segment[at] is <= ' ' or >= '\x7f' or '#' or '?' or '/') return false;
            bytes[length] = (byte)segment[at];
            if (segment[at] == '%' && !TryTakeEscape(segment, ref at, bytes.Slice(length, 1))) return false;
            length++;
        }

        bytes = bytes[..length];
        if (bytes.Contains((byte)'/') || bytes.ContainsAny(Controls) || !Utf8.IsValid(bytes)) return false;
        name = Encoding.UTF8.GetString(bytes);
        return name is not ("." or "..");
    }

    private static bool TryTakeEscape(ReadOnlySpan<char> segment, ref int at, Span<byte> value)
    {
        if (at + 2 >= segment.Length || Convert.FromHexString(segment.Slice(at + 1, 2), value, out _, out _) is not OperationStatus.Done) return false;
        at += 2;
        return true;
    }
}
