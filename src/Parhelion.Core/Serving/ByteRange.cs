using System.Globalization;

namespace Parhelion.Core.Serving;

/// <summary>The part of a file that is sent.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct ByteRange(long Offset, long Length)
{
    private const string Unit = "bytes=";

    /// <summary>Reads a <c>Range</c> header (RFC 9110 section 14). A header that is malformed, of another unit, or of several ranges is
    /// ignored, as the RFC allows, so the whole file is sent and no answer costs more than the file is long.</summary>
    public static RangeOutcome Resolve(string? header, long size, out ByteRange range)
    {
        range = new ByteRange(0, size);
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase)) return RangeOutcome.Whole;
        var spec = header.AsSpan(Unit.Length).Trim(" \t");
        var dash = spec.IndexOf('-');
        if (dash < 0 || spec.Contains(',')) return RangeOutcome.Whole;

        if (!TryNumber(spec[..dash], out var first) || !TryNumber(spec[(dash + 1)..], out var last)) return RangeOutcome.Whole;
        if (first is null && last is null) return RangeOutcome.Whole;
        return first is { } from ? From(from, last, size, ref range) : Suffix(last!.Value, size, ref range);
    }

    private static RangeOutcome From(long first, long? last, long size, ref ByteRange range)
    {
        if (last < first) return RangeOutcome.Whole;
        if (first >= size) return RangeOutcome.NotSatisfiable;
        var end = Math.Min(last ?? long.MaxValue, size - 1);
        range = new ByteRange(first, end - first + 1);
        return RangeOutcome.Partial;
    }

    private static RangeOutcome Suffix(long length, long size, ref ByteRange range)
    {
        if (length == 0) return RangeOutcome.NotSatisfiable;
        // The end of an empty file is all of it, and no Content-Range can say so.
        if (size == 0) return RangeOutcome.Whole;
        length = Math.Min(length, size);
        range = new ByteRange(size - length, length);
        return RangeOutcome.Partial;
    }

    // Absent is allowed; a number too large for any file counts as the largest.
    private static bool TryNumber(ReadOnlySpan<char> text, out long? number)
    {
        number = null;
        if (text.IsEmpty) return true;
        if (text.ContainsAnyExceptInRange('0', '9')) return false;
        number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : long.MaxValue;
        return true;
    }
}

/// <summary>What a <c>Range</c> header asks for.</summary>
public enum RangeOutcome
{
    /// <summary>The whole file, 200.</summary>
    Whole,

    /// <summary>A part, 206.</summary>
    Partial,

    /// <summary>Nothing that the file has, 416.</summary>
    NotSatisfiable,
}
