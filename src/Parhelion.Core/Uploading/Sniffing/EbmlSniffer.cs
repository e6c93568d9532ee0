using System.Numerics;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Detects Matroska and WebM files by the document type in the EBML header of the file (RFC 8794).</summary>
/// <remarks>The sniffer accepts what the RFC allows: an unknown size, a size that is encoded in more bytes than necessary, and a string that is padded with
/// zeros. Each element takes at least two bytes, so the number of examined bytes limits the number of elements that are read.</remarks>
internal static class EbmlSniffer
{
    private const uint HeaderId = 0x1A45DFA3;
    private const uint DocTypeId = 0x4282;

    public static string? Detect(ReadOnlySpan<byte> head)
    {
        if (!TryReadElement(head, out var id, out var header, out _) || id != HeaderId) return null;
        while (TryReadElement(header, out id, out var content, out var rest))
        {
            if (id == DocTypeId) return content.TrimEnd((byte)0).SequenceEqual("webm"u8) ? MediaTypes.WebM : MediaTypes.Matroska;
            header = rest;
        }

        return MediaTypes.Matroska;
    }

    /// <summary>Splits off the first element. If it continues beyond the head, its content is the part within the head.</summary>
    private static bool TryReadElement(ReadOnlySpan<byte> bytes, out uint id, out ReadOnlySpan<byte> content, out ReadOnlySpan<byte> rest)
    {
        id = 0;
        content = rest = [];
        if (!TryReadNumber(ref bytes, 4, keepsMark: true, out var number) || !TryReadNumber(ref bytes, 8, keepsMark: false, out var size)) return false;
        id = (uint)number;
        var length = (int)Math.Min(size, (ulong)bytes.Length);
        content = bytes[..length];
        rest = bytes[length..];
        return true;
    }

    /// <summary>Reads a number whose leading zero bits give its length. In a size, all ones mean that the size is not known.</summary>
    public static bool TryReadNumber(ref ReadOnlySpan<byte> bytes, int most, bool keepsMark, out ulong number)
    {
        number = 0;
        if (bytes.IsEmpty || bytes[0] == 0) return false;
        var length = BitOperations.LeadingZeroCount((uint)bytes[0]) - 24 + 1;
        if (length > most || bytes.Length < length) return false;
        number = keepsMark ? bytes[0] : bytes[0] & (0xFFul >> length);
        foreach (var next in bytes[1..length]) number = (number << 8) | next;
        if (!keepsMark && number == (1ul << (7 * length)) - 1) number = ulong.MaxValue;
        bytes = bytes[length..];
        return true;
    }
}
