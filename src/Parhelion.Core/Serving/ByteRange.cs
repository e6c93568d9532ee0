using System.Globalization;

namespace Parhelion.Core.Serving;

/// <summary>The range of bytes of a file that a partial response contains. Parses the <c>Range</c> header that requests the range.</summary>
/// <param name="Offset">Position of the first byte.</param>
/// <param name="Length">Number of bytes.</param>
public readonly record struct ByteRange(long Offset, long Length)
{
    private const string Unit = "bytes=";

    /// <summary>Parses a <c>Range</c> header (RFC 9110 section 14). A header that is malformed, has another unit or asks for several ranges is
    /// ignored, as the RFC allows. The response is the whole file then, so no response is longer than the file.</summary>
    public static RangeOutcome Resolve(string? header, long size, out ByteRange range)
    {
        range = new ByteRange(0, size);
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase)) return RangeOutcome.WholeFile;
        var spec = header.AsSpan(Unit.Length).Trim(" \t");
        var dash = spec.IndexOf('-');
        if (dash < 0 || spec.Contains(',')) return RangeOutcome.WholeFile;

        if (!TryNumber(spec[..dash], out var first) || !TryNumber(spec[(dash + 1)..], out var last)) return RangeOutcome.WholeFile;
        if (first is null && last is null) return RangeOutcome.WholeFile;
        return first is { } from ? From(from, last, size, ref range) : Suffix(last!.Value, size, ref range);
    }

    private static RangeOutcome From(long first, long? last, long size, ref ByteRange range)
    {
        if (last < first) return RangeOutcome.WholeFile;
        if (first >= size) return RangeOutcome.NotSatisfiable;
        var end = Math.Min(last ?? long.MaxValue, size - 1);
        range = new ByteRange(first, end - first + 1);
        return RangeOutcome.Partial;
    }

    private static RangeOutcome Suffix(long length, long size, ref ByteRange range)
    {
        if (length == 0) return RangeOutcome.NotSatisfiable;
        // A suffix of an empty file is the whole file. Content-Range cannot express an empty range.
        if (size == 0) return RangeOutcome.WholeFile;
        length = Math.Min(length, size);
        range = new ByteRange(size - length, length);
        return RangeOutcome.Partial;
    }

    // An absent number is allowed. A number too large for Int64 counts as its largest value.
    private static bool TryNumber(ReadOnlySpan<char> text, out long? number)
    {
        number = null;
        if (text.IsEmpty) return true;
        if (text.ContainsAnyExceptInRange('0', '9')) return false;
        number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : long.MaxValue;
        return true;
    }
}
