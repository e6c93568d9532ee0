using System.Numerics;

namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Matroska and WebM, told by the document type in the header of their container (RFC 8794). Sizes may be written longer than needed, or be
/// left open, and texts may be filled up with zeros. An element takes two bytes at least, so the head bounds the work.</summary>
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

    /// <summary>Splits off the first element. Of one that goes on beyond the head, the content is what can be seen.</summary>
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

    /// <summary>A number whose length is told by the zeros that it begins with. Of a size, all ones mean that it is not known.</summary>
    private static bool TryReadNumber(ref ReadOnlySpan<byte> bytes, int most, bool keepsMark, out ulong number)
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
