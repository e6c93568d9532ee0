using System.Globalization;

namespace Parhelion.Cli.CommandLine;

/// <summary>Reads a number of bytes: <c>500k</c>, <c>1.5M</c>, <c>2G</c> with decimal units, or a number without one.</summary>
internal static class ByteSize
{
    /// <exception cref="UsageException">The text is not a number of bytes, or smaller than the least.</exception>
    public static long Parse(string option, string text, long least = 1)
    {
        var unit = text.Length > 0 ? char.ToUpperInvariant(text[^1]) : ' ';
        var factor = unit switch { 'K' => 1e3, 'M' => 1e6, 'G' => 1e9, _ => 1 };
        var digits = factor > 1 ? text.AsSpan(0, text.Length - 1) : text;
        var isNumber = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        if (!isNumber || number * factor > 1e15) throw new UsageException($"{option} needs a number of bytes, such as 500k or 2M, and not '{text}'.");
        return number * factor >= least ? (long)(number * factor) : throw new UsageException($"{option} must be at least {least}.");
    }
}
