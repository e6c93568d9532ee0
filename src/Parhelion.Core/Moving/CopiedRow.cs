namespace Parhelion.Core.Moving;

/// <summary>Holds the values of one row that is copied to another database. The values of the primary key come first.</summary>
/// <param name="values">The values, each a <c>string</c>, <c>long</c>, <c>byte[]</c> or <c>null</c>.</param>
/// <param name="keyLength">Number of columns of the primary key.</param>
/// <param name="weight">Approximate size in bytes.</param>
internal sealed class CopiedRow(object?[] values, int keyLength, long weight)
{
    public IReadOnlyList<object?> Values => values;

    public long Bytes => weight;

    public IReadOnlyList<string> Key => [.. values.Take(keyLength).Cast<string>()];

    /// <summary>Compares the keys of two rows. Less than 0 when this key comes first. Both engines use the same order, because keys are ASCII.</summary>
    public int OrderTo(CopiedRow other)
    {
        for (var i = 0; i < keyLength; i++)
        {
            if (string.CompareOrdinal((string)values[i]!, (string)other.Values[i]!) is not 0 and var order) return order;
        }

        return 0;
    }

    /// <summary>Whether all values are equal.</summary>
    public bool IsSameAs(CopiedRow other)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!IsSame(values[i], other.Values[i])) return false;
        }

        return true;
    }

    private static bool IsSame(object? one, object? other) =>
        one is byte[] bytes ? other is byte[] others && bytes.AsSpan().SequenceEqual(others) : Equals(one, other);
}
